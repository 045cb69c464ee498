"""Tests of whole runs: each ends in a record, whatever happens."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.aws import Account, AwsError, Logs, Operation
from tests.http import Reply, Server, claude, serving
from triage.collect import Inspector
from triage.collect.sdk import SdkInspector
from triage.deliver.log import LogStreams
from triage.queue import drain
from triage.run import Agent, RecordError
from triage.secrets import Secrets, read_secrets
from triage.settings import Settings

EVENTS = Path(__file__).parent / "events"
SERVICE = (EVENTS / "service.json").read_text()
STACK = (EVENTS / "stack.json").read_text()
ERROR = Reply({"type": "error", "error": {"type": "api_error", "message": "no"}}, 500)


@pytest.fixture
def model() -> Iterator[Server]:
    """Return Claude's API."""
    with serving(claude()) as server:
        yield server


@pytest.fixture
def slack() -> Iterator[Server]:
    """Return Slack."""
    with serving(Reply("ok")) as server:
        yield server


@pytest.fixture
def logs() -> Logs:
    """Return the streams that Terraform makes."""
    return Logs("reports", "review", "runs")


@pytest.fixture
def agent(model: Server, slack: Server, logs: Logs) -> Agent:
    """Return an agent of an account in which nothing is left of what failed."""
    return make_agent(model, slack, logs)


def make_agent(model: Server, slack: Server, logs: Logs, **changes: Operation | AwsError) -> Agent:
    denied = AwsError("AccessDeniedException", "password=hunter2 is wrong")
    questions = ["DescribeServices", "ListTasks", "DescribeStacks", "DescribeStackEvents"]
    account = Account(**(dict.fromkeys(questions, denied) | logs.operations() | changes))

    @contextmanager
    def inspector() -> Iterator[Inspector]:
        yield SdkInspector(account.session)

    return Agent(
        settings=Settings(stack="my-app-dev", api_url=model.url, api_retries=0, run_id="triage:1"),
        secrets=Secrets("key", slack.url),
        log=LogStreams(account.session.client("logs"), "/my-app/dev/triage"),
        inspector=inspector,
    )


def handle(agent: Agent, event: str) -> Any:
    return agent.handle(json.loads(event))


def test_a_run_is_recorded(agent: Agent, logs: Logs, model: Server) -> None:
    record = handle(agent, SERVICE)

    assert json.loads(logs.streams["runs"][0]) == record
    expected = {
        "record": "run",
        "outcome": "explained",
        "event_id": "9d2f7a31-6f4e-4a55-9a11-0d7c2f0e5a01",
        "tags": {"stack": "my-app-dev", "commit": "unknown", "run_id": "triage:1"},
        "model": "claude-sonnet-5-5",
        "analysis": "answered",
        "confidence": 0.9,
        "route": "slack",
        "delivery_status": "delivered",
        "failures_in_a_row": 0,
        "tokens": {"input": 1200, "output": 300, "total": 1500},
        "redacted": {"secret": 2},
    }
    assert record | expected == record
    assert record["prompt_version"].startswith("1-")
    assert "hunter2" not in json.dumps(model.requests)


def test_the_same_failure_is_explained_once(agent: Agent, model: Server, logs: Logs) -> None:
    handle(agent, STACK)
    record = handle(agent, STACK)

    assert record["outcome"] == "explained before"
    assert record["delivery_status"] == "nothing to deliver"
    assert len(model.requests) == 1
    assert len(logs.streams["runs"]) == 2


def test_a_failure_of_another_project_is_not_looked_at(agent: Agent, model: Server) -> None:
    record = handle(agent, SERVICE.replace("my-app-dev", "other-dev"))

    assert record["outcome"] == "unreadable event"
    assert record["problem"] == "service other-dev is none of my-app-dev"
    assert not model.requests


def test_an_event_that_cannot_be_read_waits_for_a_person(agent: Agent, logs: Logs) -> None:
    record = agent.handle({"detail-type": "?", "note": "password=hunter2"})

    assert (record["outcome"], record["delivery_status"]) == ("unreadable event", "delivered")
    waiting = json.loads(logs.streams["review"][0])
    assert waiting["waits_for_review"] == "unreadable event"
    assert "hunter2" not in json.dumps(waiting)


def test_a_crash_is_recorded(agent: Agent, logs: Logs) -> None:
    @contextmanager
    def broken() -> Iterator[Inspector]:
        raise RuntimeError("token=abcdef is odd")
        yield

    record = handle(replace(agent, inspector=broken), SERVICE)

    assert (record["outcome"], record["problem"]) == (
        "crashed",
        "RuntimeError: token=[secret] is odd",
    )
    assert json.loads(logs.streams["review"][0])["event"].startswith('{"version"')


def test_no_answer_keeps_the_findings(slack: Server, logs: Logs) -> None:
    with serving(ERROR) as down:
        record = handle(make_agent(down, slack, logs), SERVICE)

    assert (record["outcome"], record["analysis"]) == ("not explained", "no answer")
    assert record["route"] == "review"
    waiting = json.loads(logs.streams["review"][0])
    assert waiting["evidence"]["E1"]["data"]["reason"].startswith("ECS deployment circuit breaker")
    assert not slack.requests


def test_failures_in_a_row_are_counted(model: Server, logs: Logs) -> None:
    with serving(Reply("no", 500)) as down:
        failing = make_agent(model, down, logs)
        rows = [handle(failing, event)["failures_in_a_row"] for event in (SERVICE, STACK)]
    with serving(Reply("ok")) as slack:
        rows.append(handle(make_agent(model, slack, logs), SERVICE)["failures_in_a_row"])

    assert rows == [1, 2, 0]


def test_a_review_that_cannot_be_written_is_recorded(model: Server, slack: Server) -> None:
    logs = Logs("runs")
    put = logs.operations()["PutLogEvents"]

    def only_runs(parameters: Any) -> dict[str, Any]:
        if parameters["logStreamName"] != "runs":
            raise AwsError("AccessDeniedException")
        return put(parameters)

    record = make_agent(model, slack, logs, PutLogEvents=only_runs).handle({})

    assert (record["outcome"], record["delivery_status"]) == ("unreadable event", "failed")


def test_a_record_that_cannot_be_written_is_printed(
    model: Server, slack: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = AwsError("ResourceNotFoundException")
    agent = make_agent(model, slack, Logs(), PutLogEvents=missing, CreateLogStream=missing)

    with pytest.raises(RecordError):
        handle(agent, SERVICE)

    printed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (printed["record"], printed["delivery_status"]) == ("run", "failed")


class Queue:
    """The operations of SQS on events in memory."""

    def __init__(self, *bodies: str) -> None:
        self.waiting = list(bodies)
        self.deleted: list[str] = []

    def account(self) -> Account:
        """Return the account of the queue."""
        return Account(ReceiveMessage=self._receive, DeleteMessage=self._delete)

    def _receive(self, _: object) -> dict[str, Any]:
        if not self.waiting:
            return {}
        return {"Messages": [{"Body": self.waiting[0], "ReceiptHandle": "handle"}]}

    def _delete(self, _: object) -> dict[str, Any]:
        self.deleted.append(self.waiting.pop(0))
        return {}


def test_the_queue_is_emptied(agent: Agent, logs: Logs) -> None:
    queue = Queue(SERVICE, "no JSON", STACK)

    handled = drain(queue.account().session.client("sqs"), "http://queue/1", 0, agent)

    assert handled == 3
    assert queue.deleted == [SERVICE, "no JSON", STACK]
    outcomes = [json.loads(record)["outcome"] for record in logs.streams["runs"]]
    assert outcomes == ["explained", "unreadable event", "explained"]


def test_an_event_without_a_record_stays(model: Server, slack: Server) -> None:
    missing = AwsError("ResourceNotFoundException")
    agent = make_agent(model, slack, Logs(), PutLogEvents=missing, CreateLogStream=missing)
    queue = Queue(SERVICE)

    with pytest.raises(RecordError):
        drain(queue.account().session.client("sqs"), "http://queue/1", 0, agent)

    assert (queue.waiting, queue.deleted) == ([SERVICE], [])


def test_secrets_that_are_not_set_are_none() -> None:
    values = {"anthropic_api_key": "key", "slack_webhook_url": "not set yet"}
    account = Account(GetSecretValue={"SecretString": json.dumps(values)})

    secrets = read_secrets(account.session.client("secretsmanager"), "my-app-dev/triage")

    assert secrets == Secrets("key", None)
    assert "key" not in repr(secrets).replace("api_key", "")
