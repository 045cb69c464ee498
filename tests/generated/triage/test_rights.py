"""The policies of triage_roles.tf allow exactly what the agent calls."""

from pathlib import Path
from typing import Any

import hcl2
import pytest
from account import LOG_GROUP, Call
from agent import Agent
from failures import FAILURES
from projects import EXAMPLES, generate


def statements_of(project: Path, document: str) -> list[Any]:
    """Return the statements of a policy in the rendered Terraform."""
    with (project / "infrastructure/terraform/triage_roles.tf").open() as file:
        parsed = plain(hcl2.load(file))
    for block in parsed["data"]:
        found = block.get("aws_iam_policy_document", {}).get(document)
        if found:
            return list(found["statement"])
    raise LookupError(document)


def plain(value: Any) -> Any:
    """Return parsed HCL with the quotes of its strings taken off."""
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.strip('"') if isinstance(value, str) else value


def actions_of(project: Path, document: str) -> set[str]:
    """Return the actions that a policy allows."""
    return {action for statement in statements_of(project, document) for action in statement["actions"]}


def called(calls: list[Call], by_evidence_role: bool) -> set[str]:
    """Return the actions that one of the roles has used."""
    return {call.action for call in calls if call.by_evidence_role == by_evidence_role}


@pytest.fixture
def calls(agent: Agent, http: Any) -> list[Call]:
    """Return the calls for both kinds of failure, with Slack down and a stream missing."""
    agent.slack.replies = [http.Reply("no", 503)]
    logs = agent.account.client("logs")
    logs.delete_log_stream(logGroupName=f"{LOG_GROUP}/triage", logStreamName="reports")
    agent.run(FAILURES["out-of-memory"].prepare(agent.account), FAILURES["stack-rolls-back"].prepare(agent.account))
    return agent.account.calls


def test_each_role_may_do_what_it_does_and_nothing_else(project: Path, calls: list[Call]) -> None:
    assert called(calls, by_evidence_role=True) == actions_of(project, "evidence")
    assert called(calls, by_evidence_role=False) == actions_of(project, "triage")


def test_evidence_is_only_described(project: Path) -> None:
    for action in actions_of(project, "evidence"):
        assert action.split(":")[1].startswith(("Describe", "Get", "List")), action


def test_what_has_no_resource_is_limited_otherwise(project: Path) -> None:
    unlimited = [one for one in statements_of(project, "evidence") if one["resources"] == ["*"]]

    assert {action for one in unlimited for action in one["actions"]} == {
        "ecs:ListTasks",
        "ecs:DescribeTaskDefinition",
        "elasticloadbalancing:DescribeTargetHealth",
    }
    assert all(one["condition"] for one in unlimited)
    assert not [one for one in statements_of(project, "triage") if "*" in one["resources"]]


def test_a_function_needs_stacks_alone(tmp_path: Path) -> None:
    project = generate(tmp_path / "my-app", EXAMPLES["lambda-minimal"] | {"triage_agent": True})

    assert actions_of(project, "evidence") == {"cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents"}
