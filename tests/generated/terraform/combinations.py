"""Which projects are checked: all combinations of what Terraform depends on, and few that meet pairwise."""

from collections.abc import Sequence
from typing import Any

import yaml
from projects import ROOT, Answers, pairwise, product

QUESTIONS = yaml.safe_load((ROOT / "template/copier.yml").read_text())
OPTIONS = ("compute", "expose_url", "database", "s3_buckets", "auth", "ci", "triage_agent")
PLAIN = {
    "project_name": "my-app",
    "description": "Orders of the shop",
    "repository": "shop/my-app",
    "aws_profile": "acme-italy-dev",
    "aws_region": "eu-west-1",
}
FOLLOWING = {
    ("expose_url", True): {"hosted_zone": "apps.example.com"},
    ("auth", "entra"): {
        "entra_tenant_id": "11111111-2222-3333-4444-555555555555",
        "entra_client_id": "66666666-7777-8888-9999-000000000000",
    },
}


def values(question: str) -> Sequence[Any]:
    """List the answers to try, as `copier.yml` offers them."""
    about = QUESTIONS[question]
    if question == "s3_buckets":
        return [], ["uploads", "reports"]
    if about["type"] == "bool":
        return True, False
    choices = about["choices"]
    return list(choices.values()) if isinstance(choices, dict) else choices


def complete(answers: Answers) -> dict[str, Any]:
    """Add the answers that every project needs, and those that follow from the given ones."""
    followed = (FOLLOWING.get((key, value), {}) for key, value in answers.items() if not isinstance(value, list))
    return PLAIN | {key: value for more in followed for key, value in more.items()} | dict(answers)


def name(answers: Answers) -> str:
    """Name a combination by what it has."""
    words = {
        True: lambda key: key.removesuffix("_agent"),
        False: lambda key: None,
        "none": lambda key: None,
    }
    parts = []
    for key, value in answers.items():
        if isinstance(value, list):
            parts.append("s3" if value else None)
        else:
            parts.append(words.get(value, lambda key, value=value: str(value))(key))
    return "-".join(part for part in parts if part)


def sensible(answers: Answers) -> bool:
    """Tell whether an answer has a meaning beside the others."""
    return answers["compute"] == "fargate" or not (answers["fargate_spot"] or answers["tracing"])


ALL = list(product({key: values(key) for key in OPTIONS if key in QUESTIONS}))
MORE = {
    "fargate_spot": values("fargate_spot"),
    "tracing": values("tracing"),
    "cpu_architecture": values("cpu_architecture"),
    "aws_profile": ["acme-italy-dev", "acme-italy-prod"],
}
PAIRWISE = pairwise({key: values(key) for key in OPTIONS if key in QUESTIONS} | MORE, sensible)
