"""The answers that the suite generates projects with: the examples, pairwise combinations, and few by name."""

from projects import EXAMPLES, Answers, pairwise, product

PROFILE = "acme-spain-lab"
OPTIONS = {
    "compute": ["fargate", "lambda"],
    "frontend": [True, False],
    "expose_url": [True, False],
    "database": ["none", "aurora"],
    "ci": ["gitlab", "github", "both"],
    "triage_agent": [True, False],
    "cpu_architecture": ["x86_64", "arm64"],
}


def complete(**chosen: object) -> Answers:
    """Add the answers that do not vary, and those that the chosen ones call for."""
    answers = {"project_name": "sample", "repository": "team/sample", "aws_profile": PROFILE, **chosen}
    if chosen.get("expose_url", True):
        answers["hosted_zone"] = "apps.example.com"
    return answers


def title(chosen: Answers) -> str:
    """Name a combination by what it holds."""
    parts = [chosen["compute"], chosen["ci"]]
    parts += [option for option in ("frontend", "expose_url", "triage_agent") if chosen[option]]
    parts += [chosen["cpu_architecture"], *(["aurora"] if chosen["database"] == "aurora" else [])]
    return "-".join(parts)


# All that the pipelines depend on, and all that the scripts do; both providers at once.
PIPELINES = {option: OPTIONS[option] for option in ("frontend", "database", "triage_agent", "cpu_architecture")}
SCRIPTS = {option: OPTIONS[option] for option in ("compute", "frontend", "expose_url", "database")}
EVERY_CONTENT = [complete(**chosen, ci="both") for options in (PIPELINES, SCRIPTS) for chosen in product(options)]

ALL = EXAMPLES | {title(chosen): complete(**chosen) for chosen in pairwise(OPTIONS)}

FARGATE = complete(compute="fargate", ci="both")
FARGATE_DATABASE = complete(compute="fargate", database="aurora", ci="both")
FARGATE_INTERNAL = complete(compute="fargate", expose_url=False, frontend=False, ci="both")
LAMBDA = complete(compute="lambda", ci="both")
LAMBDA_INTERNAL = complete(compute="lambda", expose_url=False, frontend=False, ci="both")
