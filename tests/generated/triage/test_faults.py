"""Whatever fails, the run ends in a record, and the failure reaches somebody."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from account import LOG_GROUP
from agent import Agent
from failures import FAILURES, ServiceFailure

FAILURE = FAILURES["image-cannot-be-pulled"]
STACK = FAILURES["stack-rolls-back"]
ERROR = {"type": "error", "error": {"type": "api_error", "message": "no"}}
SOON = {"retry-after-ms": "10"}


def only_record(agent: Agent) -> Any:
    """Return the record of the only run."""
    (record,) = agent.records
    return record


def assert_waits_for_review(agent: Agent, reason: str) -> None:
    """Check that a person is asked, Slack is not, and the findings are kept."""
    record = only_record(agent)
    assert (record["route"], record["route_reason"]) == ("review", reason)
    assert record["delivery_status"] == "delivered"
    assert agent.slack.requests == []
    (waiting,) = agent.account.entries("review")
    assert waiting["waits_for_review"] == reason
    assert "CannotPullContainerError" in json.dumps(waiting["evidence"])
    assert agent.account.waiting() == 0


@pytest.mark.parametrize(
    ("status", "problem"),
    [(429, "RateLimitError: status 429"), (500, "InternalServerError: status 500")],
)
def test_the_api_answers_an_error(agent: Agent, http: Any, status: int, problem: str) -> None:
    agent.claude.replies = [http.Reply(ERROR, status, SOON)]
    agent.run(FAILURE.prepare(agent.account))

    record = only_record(agent)
    assert (record["analysis"], record["problem"]) == ("no answer", problem)
    assert len(agent.claude.requests) == 2
    assert_waits_for_review(agent, "no answer")


def test_the_api_recovers(agent: Agent, http: Any) -> None:
    agent.claude.replies = [http.Reply(ERROR, 429, SOON), http.claude()]
    agent.run(FAILURE.prepare(agent.account))

    assert only_record(agent)["route"] == "slack"


def test_the_api_is_too_slow(agent: Agent, http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = http.Handler.do_POST

    def late(handler: Any) -> None:
        if handler.server is agent.claude:
            time.sleep(3)
        answer(handler)

    monkeypatch.setattr(http.Handler, "do_POST", late)
    agent.settings |= {"TRIAGE_API_TIMEOUT_SECONDS": "1", "TRIAGE_API_RETRIES": "0"}
    agent.run(FAILURE.prepare(agent.account))

    assert "APITimeoutError" in only_record(agent)["problem"]
    assert_waits_for_review(agent, "no answer")


INVALID: dict[str, Callable[[Any], Any]] = {
    "no JSON": lambda http: http.message("I think the image is missing."),
    "cut off": lambda http: http.message('{"hypotheses": [', "max_tokens"),
    "another schema": lambda http: http.message('{"causes": ["the image"]}'),
    "more than the schema": lambda http: http.claude(0.9, severity="high"),
    "evidence that does not exist": lambda http: http.claude(
        0.9, hypotheses=[http.answer()["hypotheses"][0] | {"evidence": ["E999"]}]
    ),
}


@pytest.mark.parametrize("kind", INVALID)
def test_the_answer_is_invalid_twice(agent: Agent, http: Any, kind: str) -> None:
    agent.claude.replies = [INVALID[kind](http)]
    agent.run(FAILURE.prepare(agent.account))

    record = only_record(agent)
    assert (record["analysis"], record["attempts"]) == ("invalid answer", 2)
    assert len(agent.claude.requests) == 2
    assert_waits_for_review(agent, "invalid answer")


def test_the_answer_is_invalid_once(agent: Agent, http: Any) -> None:
    agent.claude.replies = [http.message("Sorry."), http.claude()]
    agent.run(FAILURE.prepare(agent.account))

    record = only_record(agent)
    assert (record["analysis"], record["attempts"], record["route"]) == ("answered", 2, "slack")
    assert "Your previous answer was refused" in agent.sent


def test_confidence_is_low(agent: Agent, http: Any) -> None:
    agent.claude.replies = [http.claude(0.59)]
    agent.run(FAILURE.prepare(agent.account))

    assert_waits_for_review(agent, "confidence below 0.6")


def test_there_is_no_hypothesis(agent: Agent, http: Any) -> None:
    agent.claude.replies = [http.claude(0.9, hypotheses=[])]
    agent.run(FAILURE.prepare(agent.account))

    assert_waits_for_review(agent, "no hypothesis")


def test_slack_is_down(agent: Agent, http: Any) -> None:
    agent.slack.replies = [http.Reply("no", 503)]
    agent.run(FAILURE.prepare(agent.account), STACK.prepare(agent.account))

    first, second = agent.records
    assert [step["status"] for step in first["deliveries"]] == ["delivered", "failed", "delivered"]
    assert first["delivery_status"] == second["delivery_status"] == "failed"
    # The value that the alarm of triage_alarms.tf watches.
    assert (first["failures_in_a_row"], second["failures_in_a_row"]) == (1, 2)
    assert len(agent.account.entries("review")) == 2


def test_failures_in_a_row_are_counted_across_runs(agent: Agent, http: Any) -> None:
    agent.slack.replies = [http.Reply("no", 503)]
    agent.run(FAILURE.prepare(agent.account))
    agent.run(STACK.prepare(agent.account))

    assert [record["failures_in_a_row"] for record in agent.records] == [1, 2]


def test_log_streams_are_missing(agent: Agent) -> None:
    logs = agent.account.client("logs")
    for stream in ("reports", "runs"):
        logs.delete_log_stream(logGroupName=f"{LOG_GROUP}/triage", logStreamName=stream)
    agent.run(FAILURE.prepare(agent.account))

    assert only_record(agent)["delivery_status"] == "delivered"
    assert len(agent.account.entries("reports")) == 1


def test_the_log_group_is_missing(agent: Agent) -> None:
    agent.account.client("logs").delete_log_group(logGroupName=f"{LOG_GROUP}/triage")
    output = agent.run(FAILURE.prepare(agent.account), exit_code=1)

    record = next(json.loads(line) for line in output.splitlines() if line.startswith("{"))
    assert record["delivery_status"] == "failed"
    assert agent.account.waiting() == 1


def test_a_second_event_comes_while_a_run_works(agent: Agent, http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    second = STACK.prepare(agent.account)
    answer = http.Handler.do_POST

    def meanwhile(handler: Any) -> None:
        if handler.server is agent.claude and not agent.claude.requests:
            agent.account.send(second)
        answer(handler)

    monkeypatch.setattr(http.Handler, "do_POST", meanwhile)
    agent.run(FAILURE.prepare(agent.account))

    assert [record["outcome"] for record in agent.records] == ["explained", "explained"]
    assert [record["failure"] for record in agent.records] == ["service my-app-dev", "stack my-app-dev"]
    assert agent.account.waiting() == 0


def test_a_run_that_is_cut_off_is_tried_again(agent: Agent, http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = http.Handler.do_POST
    agent.account.send(FAILURE.prepare(agent.account))

    def kill(handler: Any) -> None:
        if handler.server is agent.claude:
            run.kill()
        answer(handler)

    with monkeypatch.context() as patch:
        patch.setattr(http.Handler, "do_POST", kill)
        run = agent.start()
        run.communicate(timeout=60)
    assert run.returncode != 0
    assert agent.records == []
    assert agent.account.waiting() == 1

    time.sleep(1)  # As long as the queue hides an event from other runs.
    agent.run()
    assert only_record(agent)["outcome"] == "explained"


def test_an_event_that_nobody_can_read(agent: Agent) -> None:
    agent.run("no JSON", {"detail-type": "Unknown", "password": "hunter2"})

    assert [record["outcome"] for record in agent.records] == ["unreadable event"] * 2
    waiting = agent.account.entries("review")
    assert len(waiting) == 2
    assert "hunter2" not in json.dumps(waiting)
    assert agent.account.waiting() == 0


def test_the_secret_has_no_value(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent, "store_secret", lambda: None)
    agent.run(FAILURE.prepare(agent.account))

    assert only_record(agent)["analysis"] == "no API key"
    assert_waits_for_review(agent, "no API key")
    assert agent.claude.requests == []


def test_another_projects_failure_is_left_alone(agent: Agent) -> None:
    assert isinstance(FAILURE, ServiceFailure)
    event = json.loads(json.dumps(FAILURE.prepare(agent.account)).replace("my-app-dev", "other-dev"))
    agent.run(event)

    assert "none of my-app-dev" in only_record(agent)["problem"]
    assert agent.claude.requests == []
