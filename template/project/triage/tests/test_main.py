"""Tests of the command line."""

import json
import os
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.aws import Account, AwsError, Logs
from tests.http import Reply, claude, serving
from triage import __main__ as program

EVENT = Path(__file__).parent / "events" / "stack.json"
DENIED = AwsError("AccessDeniedException")


def use(account: Account, monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    def session(*_: str, **__: str) -> boto3.Session:
        return account.session

    monkeypatch.setattr(boto3, "Session", session)
    for name in list(os.environ):
        if name.startswith(("ANTHROPIC_", "TRIAGE_")):
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_a_saved_event(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    account = Account(DescribeStacks=DENIED, DescribeStackEvents=DENIED)
    with serving(claude()) as model:
        use(account, monkeypatch, TRIAGE_API_URL=model.url, ANTHROPIC_API_KEY="key")
        code = program.main(["local", str(EVENT)])

    shown = capsys.readouterr().out
    assert code == 0
    assert "<evidence>" in shown
    assert "1. The image of the task is not in the registry (90%)" in shown
    assert "Would go to: slack" in shown


def test_a_saved_event_without_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(Account(DescribeStacks=DENIED, DescribeStackEvents=DENIED), monkeypatch)

    assert program.main(["local", str(EVENT)]) == 1
    assert "No explanation: no API key is set" in capsys.readouterr().out


def queue_account(logs: Logs, **changes: Any) -> Account:
    credentials = {
        "AccessKeyId": "ASIATEST000000000",
        "SecretAccessKey": "secret",
        "SessionToken": "token",
        "Expiration": "2026-05-04T10:00:00Z",
    }
    bodies = [EVENT.read_text()]

    def receive(_: object) -> dict[str, Any]:
        messages = [{"Body": body, "ReceiptHandle": "handle"} for body in bodies]
        bodies.clear()
        return {"Messages": messages}

    operations: dict[str, Any] = logs.operations() | {
        "AssumeRole": {"Credentials": credentials},
        "DeleteMessage": {},
        "DescribeStackEvents": DENIED,
        "DescribeStacks": DENIED,
        "ReceiveMessage": receive,
    }
    return Account(**(operations | changes))


def test_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = Logs()
    with serving(claude()) as model, serving(Reply("ok")) as slack:
        values = {"anthropic_api_key": "key", "slack_webhook_url": slack.url}
        account = queue_account(logs, GetSecretValue={"SecretString": json.dumps(values)})
        use(
            account,
            monkeypatch,
            TRIAGE_API_URL=model.url,
            TRIAGE_EVIDENCE_ROLE_ARN="arn:aws:iam::111122223333:role/ACME-evidence",
            # Nobody listens there, so the SDK is asked.
            TRIAGE_MCP_ENDPOINT="http://127.0.0.1:9/mcp",
            TRIAGE_LOG_GROUP="/my-app/dev/triage",
            TRIAGE_QUEUE_URL="http://queue/1",
            TRIAGE_SECRET_ID="my-app-dev/triage",
        )
        code = program.main(["queue"])

    assert code == 0
    assert json.loads(logs.streams["runs"][0])["delivery_status"] == "delivered"
    assert len(slack.requests) == 1
    assert len(account.calls_of("AssumeRole")) == 1
    assert len(account.calls_of("DeleteMessage")) == 1


def test_without_its_secret_a_run_still_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = Logs()
    account = queue_account(logs, GetSecretValue=AwsError("ResourceNotFoundException"))
    use(
        account,
        monkeypatch,
        TRIAGE_LOG_GROUP="/my-app/dev/triage",
        TRIAGE_QUEUE_URL="http://queue/1",
        TRIAGE_SECRET_ID="my-app-dev/triage",
    )

    assert program.main(["queue"]) == 0
    assert json.loads(logs.streams["runs"][0])["analysis"] == "no API key"
    assert len(logs.streams["review"]) == 1


def test_a_queue_has_to_be_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(Account(), monkeypatch)

    with pytest.raises(SystemExit):
        program.main(["queue"])
    assert "TRIAGE_QUEUE_URL and TRIAGE_LOG_GROUP have to be set" in capsys.readouterr().err
