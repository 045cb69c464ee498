"""The roles may do what the documentation says, and no more than they have to."""

import json
import re
from collections.abc import Callable, Iterator

import policies
from conftest import Deployment
from markdown import rows, section
from policies import Statement


def allowed(deployment: Deployment) -> list[Statement]:
    """List what the roles of a project may do."""
    return policies.statements(deployment.resources(*policies.TYPES))


def found(check: Callable[[Statement], list[str]], deployment: Deployment) -> dict[str, list[str]]:
    """Map the statements in which a check finds actions to those actions."""
    return {statement.sid: actions for statement in allowed(deployment) if (actions := check(statement))}


def test_every_action_exists(deployment: Deployment) -> None:
    assert found(policies.unknown, deployment) == {}


def test_everything_is_allowed_only_where_aws_allows_nothing_else(deployment: Deployment) -> None:
    assert found(policies.needlessly_everywhere, deployment) == {}


def test_no_action_is_allowed_in_vain(deployment: Deployment) -> None:
    assert found(policies.without_effect, deployment) == {}


def test_policies_are_within_the_limits_of_aws(deployment: Deployment) -> None:
    inline: dict[str, int] = {}
    for role, kind, policy in policies.role_policies(deployment.resources(*policies.TYPES)):
        size = len(re.sub(r"\s", "", policy))
        if kind == "inline":
            inline[role] = inline.get(role, 0) + size
        limit = policies.TRUST_POLICY_LIMIT if kind == "trust" else policies.MANAGED_POLICY_LIMIT
        assert kind == "inline" or size <= limit, f"{role}: {kind} {size}"
    assert inline
    assert max(inline.values()) <= policies.INLINE_POLICIES_LIMIT


def test_a_role_is_assumed_by_services_pipelines_and_roles_of_the_project(deployment: Deployment) -> None:
    own = {role["values"]["arn"] for role in deployment.resources("aws_iam_role")}
    for role, kind, policy in policies.role_policies(deployment.resources(*policies.TYPES)):
        if kind == "trust":
            for statement in json.loads(policy)["Statement"]:
                assert set(statement["Principal"]) <= {"AWS", "Federated", "Service"}, role
                assert set(statement["Principal"].get("AWS", [])) <= own, role


def test_the_documentation_lists_every_statement(deployment: Deployment) -> None:
    text = (deployment.configuration.project / "docs/security.md").read_text()
    made = allowed(deployment)
    plan = {statement.sid for statement in made if statement.role == "plan"}
    for role in {resource["name"] for resource in deployment.resources("aws_iam_role")}:
        expected = {
            statement.sid: statement
            for statement in made
            if statement.role == role and (role != "deploy" or statement.sid not in plan)
        }
        documented = {row[0]: row for row in rows(section(text, role))}
        assert set(documented) == set(expected), role
        for sid, (_, may, on, because) in documented.items():
            assert because, sid
            assert services(may) == expected[sid].services, sid
            assert set(actions(may)) <= set(expected[sid].actions), sid
            assert ("`*`" in on) == expected[sid].everywhere, sid


def actions(cell: str) -> Iterator[str]:
    """Yield the actions that a cell names in full."""
    return (name for name in re.findall("`([^`]+)`", cell) if ":" in name)


def services(cell: str) -> set[str]:
    """List the services that a cell names, by themselves or by an action."""
    return {name.split(":")[0] for name in re.findall("`([^`]+)`", cell)}
