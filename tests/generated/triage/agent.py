"""The agent of a generated project, run as CodeBuild runs it."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from account import LOG_GROUP, NAME, REGION, ROLE_ARN, RUN_KEY, Account

RUN_ID = f"{NAME}-triage:11111111-2222-3333-4444-555555555555"


@dataclass
class Agent:
    """A project's agent, and the servers around it."""

    project: Path
    account: Account
    claude: Any
    slack: Any
    settings: dict[str, str] = field(default_factory=dict)

    def store_secret(self) -> None:
        """Put the key and the webhook into the secret."""
        values = {"anthropic_api_key": "sk-ant-test-key", "slack_webhook_url": f"{self.slack.url}/services/T0/B0/x"}
        secrets = self.account.client("secretsmanager")
        if not secrets.list_secrets()["SecretList"]:
            secrets.create_secret(Name=f"{NAME}/triage", SecretString=json.dumps(values))
        else:
            secrets.put_secret_value(SecretId=f"{NAME}/triage", SecretString=json.dumps(values))

    def environment(self) -> dict[str, str]:
        """Return the variables of a run."""
        own = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "AWS_ACCESS_KEY_ID": RUN_KEY,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.account.url,
            "AWS_REGION": REGION,
            "CODEBUILD_BUILD_ID": RUN_ID,
            "TRIAGE_API_RETRIES": "1",
            "TRIAGE_API_TIMEOUT_SECONDS": "10",
            "TRIAGE_API_URL": self.claude.url,
            "TRIAGE_EVIDENCE_ROLE_ARN": ROLE_ARN,
            "TRIAGE_LOG_GROUP": f"{LOG_GROUP}/triage",
            "TRIAGE_QUEUE_URL": self.account.queue_url,
            "TRIAGE_QUEUE_WAIT_SECONDS": "0",
            "TRIAGE_SECRET_ID": f"{NAME}/triage",
            "TRIAGE_STACK": NAME,
        }
        return own | self.settings

    def start(self) -> "subprocess.Popen[str]":
        """Begin a run."""
        self.store_secret()
        command = [".venv/bin/python", "-m", "triage", "queue"]
        return subprocess.Popen(
            command,
            cwd=self.project / "triage",
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *events: Any, exit_code: int = 0) -> str:
        """Let a run handle events; return its output."""
        for event in events:
            self.account.send(event)
        with self.account.recorded():
            process = self.start()
            output, _ = process.communicate(timeout=120)
        assert process.returncode == exit_code, output
        return output

    @property
    def records(self) -> list[Any]:
        """The records of all runs so far."""
        return self.account.entries("runs")

    @property
    def sent(self) -> str:
        """What the model was sent in its last request, besides the system's prompt."""
        content: str = self.claude.requests[-1]["messages"][0]["content"]
        return content
