"""What the model is sent for each kind of failure, and what reaches whom."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from agent import RUN_ID, Agent
from failures import COMMIT, FAILURES, PLANTED
from findings import findings_in, shown

SNAPSHOTS = Path(__file__).parent / "snapshots"


def tokens_of(request: Any) -> float:
    """Return the tokens of a request, at two bytes each: more than the model will count."""
    content = "".join(message["content"] for message in request["messages"])
    return len((request["system"] + content + json.dumps(request["output_config"])).encode()) / 2


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_explained(name: str, agent: Agent) -> None:
    agent.run(FAILURES[name].prepare(agent.account))

    # What the model was sent: as it was looked over once, within the budget, without secrets.
    request = agent.claude.requests[0]
    snapshot = SNAPSHOTS / f"{name}.json"
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_text(shown(agent.sent))
    assert shown(agent.sent) == snapshot.read_text()
    record = agent.records[0]
    assert tokens_of(request) <= record["budget"]["cap"] == 12_000
    assert record["budget"]["estimate"] <= record["budget"]["cap"]
    outside = json.dumps([agent.claude.requests, agent.slack.requests])
    assert [secret for secret in PLANTED if secret in outside] == []

    # Who was told.
    assert record["outcome"] == "explained"
    assert (record["route"], record["delivery_status"]) == ("slack", "delivered")
    assert [step["to"] for step in record["deliveries"]] == ["reports", "slack"]
    assert record["tags"] == {"stack": "my-app-dev", "commit": COMMIT, "run_id": RUN_ID}
    assert record["redacted"]["account"] >= 1
    report = agent.account.entries("reports")[0]
    assert (report["tags"], report["overall_confidence"]) == (record["tags"], 0.9)
    assert agent.account.entries("review") == []
    text = agent.slack.requests[0]["blocks"][0]["text"]["text"]
    assert text.startswith(f"my-app-dev: {record['failure']} failed (commit {COMMIT})")
    assert agent.account.waiting() == 0


def test_what_five_hundred_resources_have_cut(agent: Agent) -> None:
    agent.run(FAILURES["stack-rolls-back"].prepare(agent.account))

    record = agent.records[0]
    assert record["budget"]["cut"]["stack event"] > 0
    assert findings_in(agent.sent)["left out for lack of room"] == record["budget"]["cut"]
    assert "Left out for lack of room" in agent.slack.requests[0]["blocks"][0]["text"]["text"]


def test_a_smaller_budget_cuts_more(agent: Agent) -> None:
    event = FAILURES["stack-rolls-back"].prepare(agent.account)
    agent.run(event)
    agent.settings["TRIAGE_MAX_INPUT_TOKENS"] = "5000"
    agent.run(event)

    large, small = agent.records
    assert tokens_of(agent.claude.requests[1]) <= 5000 < tokens_of(agent.claude.requests[0])
    assert 0 < small["budget"]["kept"] < large["budget"]["kept"]
