"""The answers that the suite generates projects with: the examples, and pairwise combinations."""

from projects import EXAMPLES, Answers, pairwise

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "66666666-7777-8888-9999-000000000000"

OPTIONS = {
    "compute": ["fargate", "lambda"],
    "frontend": [True, False],
    "expose_url": [True, False],
    "database": ["none", "aurora"],
    "s3_buckets": [[], ["uploads"]],
    "auth": ["none", "entra"],
    "tracing": [False, True],
    "triage_agent": [False, True],
    "ci": ["gitlab", "github", "both"],
}


def complete(chosen: Answers) -> Answers:
    """Add the answers that do not vary, and those that the chosen ones call for."""
    answers = {"project_name": "sample", "repository": "team/sample", "aws_profile": "acme-spain-lab", **chosen}
    if chosen["expose_url"]:
        answers["hosted_zone"] = "apps.example.com"
    if chosen["auth"] == "entra":
        answers |= {"entra_tenant_id": TENANT, "entra_client_id": CLIENT}
    return answers


def title(chosen: Answers) -> str:
    """Name a combination by what it holds."""
    parts = [chosen["compute"], chosen["ci"]]
    switched = ("frontend", "expose_url", "s3_buckets", "tracing", "triage_agent")
    parts += [option for option in switched if chosen[option]]
    parts += [chosen[option] for option in ("database", "auth") if chosen[option] != "none"]
    return "-".join(parts)


def sensible(chosen: Answers) -> bool:
    """Tell whether an answer has a meaning beside the others."""
    return chosen["compute"] == "fargate" or not chosen["tracing"]


PAIRWISE = {title(chosen): complete(chosen) for chosen in pairwise(OPTIONS, sensible)}
ALL = {**EXAMPLES, **PAIRWISE}


def has(answers: Answers, option: str) -> bool:
    """Tell whether a project holds what an option adds."""
    return bool(answers.get(option)) and answers[option] != "none"


def distinct(options: list[str]) -> dict[str, Answers]:
    """Choose combinations that differ in some options, the examples first."""
    by_parts = {tuple(has(answers, option) for option in options): name for name, answers in reversed(ALL.items())}
    return {name: ALL[name] for name in reversed(by_parts.values())}
