"""Questions that go to AWS through its SDK."""

import json
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from triage.collect.inspector import Answer, InspectionError, Question

CLIENT_CONFIG = Config(
    connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3}
)


class SdkInspector:
    """Asks with the credentials of a session."""

    def __init__(self, session: boto3.Session) -> None:
        """Use a session whose role can read."""
        self._session = session
        self._clients: dict[str, Any] = {}

    def ask(self, question: Question) -> Answer:
        """Return AWS's answer."""
        try:
            operation = getattr(self._client(question.service), question.operation)
            answer: dict[str, Any] = operation(**question.parameters)
        except (BotoCoreError, ClientError) as error:
            raise InspectionError(str(error)) from error
        answer.pop("ResponseMetadata", None)
        plain: Answer = json.loads(json.dumps(answer, default=str))
        return plain

    def _client(self, service: str) -> Any:  # noqa: ANN401  # the client of any service
        if service not in self._clients:
            client = self._session.client(service, config=CLIENT_CONFIG)  # type: ignore[call-overload]
            self._clients[service] = client
        return self._clients[service]
