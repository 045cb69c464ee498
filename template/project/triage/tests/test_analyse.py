"""Tests of asking Claude, over HTTP."""

from dataclasses import replace

import pytest

from tests.http import Reply, claude, message, serving
from triage import prompt
from triage.analyse import analyse, fixed_tokens
from triage.budget import select
from triage.evidence import CAUSE, Evidence
from triage.settings import Settings

SELECTION = select([Evidence("log", CAUSE, {"error": "boom"})], cap=12_000, fixed=fixed_tokens())
SETTINGS = Settings(model="a-model", max_output_tokens=4000, api_retries=1, api_timeout_seconds=5)
ERROR = {"type": "error", "error": {"type": "api_error", "message": "no"}}
SOON = {"retry-after-ms": "1"}


def test_an_answer() -> None:
    with serving(claude(0.8)) as server:
        analysis = analyse(SELECTION, replace(SETTINGS, api_url=server.url), "key")

    assert analysis.status == "answered"
    assert analysis.answer is not None
    assert (analysis.attempts, analysis.input_tokens, analysis.output_tokens) == (1, 1200, 300)
    request = server.requests[0]
    assert (request["model"], request["max_tokens"]) == ("a-model", 4000)
    assert request["system"] == prompt.load().system
    assert request["messages"] == [{"role": "user", "content": SELECTION.content}]
    assert request["output_config"]["format"]["type"] == "json_schema"
    assert "tools" not in request
    assert server.headers[0]["authorization"] == "Bearer key"


@pytest.mark.parametrize(
    "first",
    [
        message("Sorry, no."),
        message('{"hypotheses": []}'),
        message("", stop_reason="max_tokens"),
        message("", stop_reason="refusal"),
        claude(0.9, extra="field"),
    ],
)
def test_an_invalid_answer_is_asked_for_again(first: Reply) -> None:
    with serving(first, claude()) as server:
        analysis = analyse(SELECTION, replace(SETTINGS, api_url=server.url), "key")

    assert (analysis.status, analysis.attempts, analysis.problem) == ("answered", 2, None)
    assert analysis.input_tokens == 2400
    retry = server.requests[1]["messages"][0]["content"]
    assert retry.startswith(SELECTION.content)
    assert "Your previous answer was refused" in retry


def test_two_invalid_answers_are_told() -> None:
    with serving(message("no")) as server:
        analysis = analyse(SELECTION, replace(SETTINGS, api_url=server.url), "key")

    assert (analysis.status, analysis.attempts, analysis.answer) == ("invalid answer", 2, None)
    assert analysis.problem
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("status", "problem"),
    [(429, "RateLimitError: status 429"), (500, "InternalServerError: status 500")],
)
def test_errors_of_the_api_are_tried_again_and_told(status: int, problem: str) -> None:
    with serving(Reply(ERROR, status, SOON)) as server:
        analysis = analyse(SELECTION, replace(SETTINGS, api_url=server.url), "key")

    assert (analysis.status, analysis.problem) == ("no answer", problem)
    assert len(server.requests) == 2


def test_a_passing_error_does_no_harm() -> None:
    with serving(Reply(ERROR, 529, SOON), claude()) as server:
        analysis = analyse(SELECTION, replace(SETTINGS, api_url=server.url), "key")

    assert analysis.status == "answered"


def test_nobody_listens() -> None:
    settings = replace(SETTINGS, api_url="http://127.0.0.1:9", api_retries=0)

    analysis = analyse(SELECTION, settings, "key")

    assert analysis.status == "no answer"
    assert analysis.problem is not None
    assert analysis.problem.startswith("APIConnectionError")


def test_without_a_key_nobody_is_asked() -> None:
    assert analyse(SELECTION, SETTINGS, None).status == "no API key"
