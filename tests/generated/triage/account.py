"""An AWS account on this machine: moto behind a server that keeps what it was asked for."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import boto3
from moto.core.base_backend import BackendDict
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

REGION = "eu-west-1"
ACCOUNT_ID = "123456789012"
NAME = "my-app-dev"
LOG_GROUP = "/my-app/dev"
# Who asks: the role of the run with the keys it begins with, the role for evidence with others.
RUN_KEY = "AKIARUNRUNRUNRUNRUNR"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/ACME-my-app-dev-evidence"


@dataclass(frozen=True)
class Call:
    """One request, as IAM would judge it."""

    action: str
    by_evidence_role: bool


@dataclass
class Account:
    """The account, and every call that the agent made."""

    url: str
    calls: list[Call] = field(default_factory=list)
    recording: bool = False

    def client(self, service: str) -> Any:
        """Return a client that prepares and looks."""
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="AKIAPREPARE",
            aws_secret_access_key="test",
        )

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Keep the calls of whoever is not preparing."""
        self.recording = True
        yield
        self.recording = False

    def keep(self, environ: dict[str, Any], body: bytes) -> None:
        """Note a request."""
        signed = re.search(
            r"Credential=(?P<key>\w+)/\d+/[\w-]+/(?P<service>[\w-]+)/",
            environ.get("HTTP_AUTHORIZATION", ""),
        )
        if self.recording and signed and signed["key"] != "AKIAPREPARE":
            action = f"{signed['service']}:{operation_of(environ, body)}"
            self.calls.append(Call(action, signed["key"] != RUN_KEY))

    def entries(self, stream: str, group: str = f"{LOG_GROUP}/triage") -> list[Any]:
        """Return what the agent wrote to one of its streams."""
        events = self.client("logs").get_log_events(
            logGroupName=group, logStreamName=stream, startFromHead=True
        )["events"]
        return [json.loads(event["message"]) for event in events]

    def waiting(self) -> int:
        """Return how many events are in the queue, taken or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        sqs = self.client("sqs")
        values = sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=names)
        return sum(int(value) for value in values["Attributes"].values())

    @property
    def queue_url(self) -> str:
        """Where events wait."""
        url: str = self.client("sqs").get_queue_url(QueueName=f"{NAME}-triage")["QueueUrl"]
        return url

    def send(self, event: Any) -> None:
        """Let EventBridge put an event into the queue."""
        body = event if isinstance(event, str) else json.dumps(event)
        self.client("sqs").send_message(QueueUrl=self.queue_url, MessageBody=body)


def operation_of(environ: dict[str, Any], body: bytes) -> str:
    """Return the name of the operation, whichever protocol of AWS it came by."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    if found := re.search(r"/operation/(\w+)", environ["PATH_INFO"]):
        return found[1]
    return parse_qs(body.decode())["Action"][0]


class Silent(WSGIRequestHandler):
    """Logs no requests."""

    def log(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def running() -> Iterator[Account]:
    """Run an empty account."""
    BackendDict.reset()
    inner = DomainDispatcherApplication(create_backend_app)
    account = Account(url="")

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        account.keep(environ, body)
        return inner(environ, start_response)

    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Silent)
    account.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield account
    server.shutdown()
    server.server_close()
