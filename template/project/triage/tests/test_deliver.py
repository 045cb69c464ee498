"""Tests of who is told, and of each step on the way."""

import json
from typing import Any

import pytest

from tests.aws import Account, AwsError, Logs
from tests.http import Reply, serving
from triage.analyse import Analysis
from triage.answer import Answer, Hypothesis
from triage.deliver import deliver, status_of
from triage.deliver.log import LogStreams, NotWrittenError
from triage.deliver.slack import NotTakenError, message, send
from triage.route import Route, choose

REPORT = {
    "failure": "service my-app-dev",
    "tags": {"stack": "my-app-dev", "commit": "3f2a9c1b7d4e", "run_id": "triage:1"},
    "analysis": "answered",
    "problem": None,
    "hypotheses": [
        {
            "rank": 1,
            "cause": "<!channel> the image is gone",
            "evidence": ["E1"],
            "confidence_score": 0.9,
            "recommended_action": "push it",
        }
    ],
    "overall_confidence": 0.9,
    "next_steps": ["look"],
    "evidence": {"E1": {"kind": "log", "data": {}}},
    "left_out": {"image": 2},
}
SLACK = Route("slack", "sure")
REVIEW = Route("review", "unsure")


def analysis(overall: float, *scores: float) -> Analysis:
    hypotheses = tuple(
        Hypothesis(rank, "cause", ("E1",), score, "do") for rank, score in enumerate(scores, 1)
    )
    return Analysis("answered", Answer(hypotheses, overall, ()))


@pytest.mark.parametrize(
    ("result", "has_webhook", "destination"),
    [
        (analysis(0.6, 0.6), True, "slack"),
        (analysis(0.9, 0.7, 0.1), True, "slack"),
        (analysis(0.59, 0.9), True, "review"),
        (analysis(1.0, 0.3), True, "review"),
        (analysis(1.0), True, "review"),
        (analysis(0.9, 0.9), False, "review"),
        (Analysis("invalid answer"), True, "review"),
        (Analysis("no answer"), True, "review"),
    ],
)
def test_routes(result: Analysis, has_webhook: bool, destination: str) -> None:
    assert choose(result, 0.6, has_webhook).destination == destination


def streams(logs: Logs, **changes: Any) -> LogStreams:
    account = Account(**(logs.operations() | changes))
    return LogStreams(account.session.client("logs"), "/my-app/dev/triage")


def test_slack_and_the_log() -> None:
    logs = Logs("reports", "review")
    with serving(Reply("ok")) as slack:
        steps = deliver(REPORT, SLACK, streams(logs), slack.url)

    assert [(step.to, step.status) for step in steps] == [
        ("reports", "delivered"),
        ("slack", "delivered"),
    ]
    assert status_of(steps) == "delivered"
    assert json.loads(logs.streams["reports"][0]) == REPORT
    assert logs.streams["review"] == []


def test_what_slack_is_sent_is_plain() -> None:
    with serving(Reply("ok")) as slack:
        deliver(REPORT, SLACK, streams(Logs("reports")), slack.url)

    sent = slack.requests[0]
    assert sent["text"] == "my-app-dev: service my-app-dev failed (commit 3f2a9c1b7d4e)"
    assert [block["text"]["type"] for block in sent["blocks"]] == ["plain_text"]
    assert sent["blocks"][0]["text"]["text"].splitlines()[2:] == [
        "1. <!channel> the image is gone (90%)",
        "   Evidence: E1 (log)",
        "   Do: push it",
        "",
        "Next:",
        "- look",
        "",
        "Left out for lack of room: 2 image",
    ]


def test_review_goes_to_the_log_alone() -> None:
    logs = Logs("reports", "review")
    with serving(Reply("ok")) as slack:
        steps = deliver(REPORT, REVIEW, streams(logs), slack.url)

    assert not slack.requests
    assert status_of(steps) == "delivered"
    assert json.loads(logs.streams["review"][0])["waits_for_review"] == "unsure"


@pytest.mark.parametrize(("status", "requests"), [(500, 2), (404, 1)])
def test_what_slack_does_not_take_waits_for_a_person(status: int, requests: int) -> None:
    logs = Logs("reports", "review")
    with serving(Reply("no", status)) as slack:
        steps = deliver(REPORT, SLACK, streams(logs), slack.url)

    assert len(slack.requests) == requests
    assert [(step.to, step.status) for step in steps] == [
        ("reports", "delivered"),
        ("slack", "failed"),
        ("review", "delivered"),
    ]
    assert status_of(steps) == "failed"
    assert steps[1].problem == f"NotTakenError: status {status}"
    assert json.loads(logs.streams["review"][0])["waits_for_review"] == "Slack did not take it"


def test_slack_fails_once() -> None:
    with serving(Reply("no", 503), Reply("ok")) as slack:
        send(slack.url, "text")

    assert len(slack.requests) == 2


def test_the_webhook_stays_secret() -> None:
    with pytest.raises(NotTakenError, match=r"^ConnectError$"):
        send("https://127.0.0.1:9/secret", "text")
    with pytest.raises(NotTakenError, match="no https:// address"):
        send("http://example.com/secret", "text")


def test_long_texts_are_cut_into_blocks() -> None:
    blocks = message("x" * 50_000)["blocks"]

    assert isinstance(blocks, list)
    assert len(blocks) == 10
    assert all(len(block["text"]["text"]) <= 3000 for block in blocks)


def test_a_stream_that_is_missing_is_made() -> None:
    logs = Logs()
    steps = deliver(REPORT, REVIEW, streams(logs), None)

    assert status_of(steps) == "delivered"
    assert set(logs.streams) == {"reports", "review"}


def test_a_group_that_is_missing_is_told() -> None:
    missing = AwsError("ResourceNotFoundException")
    log = streams(Logs(), PutLogEvents=missing, CreateLogStream=missing)
    steps = deliver(REPORT, REVIEW, log, None)

    assert [step.status for step in steps] == ["failed", "failed"]


def test_somebody_else_makes_the_stream() -> None:
    logs = Logs("runs")
    put = logs.operations()["PutLogEvents"]
    answers = iter([AwsError("ResourceNotFoundException"), None])

    def put_late(parameters: Any) -> dict[str, Any]:
        if error := next(answers):
            raise error
        return put(parameters)

    streams(logs, PutLogEvents=put_late).write("runs", {"a": 1})

    assert logs.streams["runs"] == ['{"a": 1}']


def test_an_entry_that_is_refused_is_told() -> None:
    log = streams(
        Logs("runs"), PutLogEvents={"rejectedLogEventsInfo": {"tooOldLogEventEndIndex": 1}}
    )

    with pytest.raises(NotWrittenError, match="rejected"):
        log.write("runs", {})
    with pytest.raises(NotWrittenError, match="too many"):
        log.write("runs", {"text": "x" * 300_000})


def test_the_last_entry() -> None:
    logs = Logs("runs", "empty")
    log = streams(logs)
    log.write("runs", {"number": 1})
    log.write("runs", {"number": 2})

    assert log.last("runs") == {"number": 2}
    assert log.last("empty") == {}
    assert log.last("missing") == {}
