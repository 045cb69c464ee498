"""The net holds: each of these errors, planted into a project, is caught by the check that is named."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import policies
import pytest
import scanners
from configuration import Configuration, deployable, render
from projects import EXAMPLES
from scanners import Finding


@dataclass(frozen=True)
class Planted:
    """An error: where, what becomes what, and the word of the check that catches it."""

    file: str
    right: str
    wrong: str
    caught: str
    example: str = "fargate-full"

    def plant(self, configuration: Configuration) -> Configuration:
        """Put the error into a project."""
        configuration.replace(self.file, self.right, self.wrong)
        return configuration


BY_FORMAT = {
    "misaligned": Planted("logs.tf", "  name  ", " name  ", "logs.tf"),
}
BY_VALIDATION = {
    "misspelt argument": Planted(
        "fargate.tf", "desired_count   ", "desired_counts  ", 'named "desired_counts" is not expected'
    ),
    "broken reference": Planted(
        "alb.tf", "= aws_lb_target_group.app.arn", "= aws_lb_target_group.web.arn", "undeclared resource"
    ),
    "missing argument": Planted(
        "ecr.tf", "  repository = aws_ecr_repository.app.name\n", "", '"repository" is required'
    ),
}
BY_PLAN = {
    "never at rest": Planted(
        "dns.tf", "ttl             = 300", 'ttl             = tonumber(formatdate("s", timestamp()))', "0 to add"
    ),
}
BY_TESTS = {
    "secret without a version": Planted(
        "secrets.tf",
        "  for_each = aws_secretsmanager_secret.app\n",
        "  for_each = {}\n",
        "a secret without a version stops who reads it",
    ),
    "no rollback by alarm": Planted(
        "alarms.tf", '["server-errors", "no-answers"]', "[]", "a deployment that raises an alarm is rolled back"
    ),
    "short stop timeout": Planted("fargate.tf", "stopTimeout   = 120", "stopTimeout   = 30", "gets its two minutes"),
    "Spot alone in production": Planted(
        "fargate.tf", "local.production ? 1 : 0", "0", "one task always runs on demand"
    ),
    "tasks open to the world": Planted(
        "network.tf",
        "  referenced_security_group_id = aws_security_group.load_balancer.id",
        '  cidr_ipv4                    = "0.0.0.0/0"',
        "app_from_load_balancer.referenced_security_group_id",
    ),
    "names too long": Planted("names.tf", "<= 32\n", "<= 64\n", "names of load balancers have at most 32 characters"),
    "setting of Lambda's own": Planted(
        "lambda.tf",
        'AWS_LWA_PORT                 = "8080"',
        'AWS_LWA_PORT                 = "8080"\n      AWS_REGION                   = local.account.region',
        "Lambda sets AWS_REGION itself",
        "lambda-minimal",
    ),
}
BY_CHECKOV = {
    "open bucket": Planted("s3.tf", "block_public_policy     = true", "block_public_policy     = false", "CKV_AWS_54"),
    "logs for ever": Planted("logs.tf", "  retention_in_days           = var.log_retention_days\n", "", "CKV_AWS_66"),
    "mutable tags": Planted("ecr.tf", '"IMMUTABLE"', '"MUTABLE"', "CKV_AWS_51"),
    "everything allowed": Planted(
        "s3.tf", 'actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]', 'actions   = ["*"]', "CKV_AWS_49"
    ),
    "plain storage": Planted(
        "aurora.tf", "storage_encrypted               = true", "storage_encrypted               = false", "CKV_AWS_96"
    ),
}
BY_TRIVY = {
    "plain HTTP": Planted("alb.tf", 'protocol          = "HTTPS"', 'protocol          = "HTTP"', "AWS-0054"),
}
BY_IAM = {
    "misspelt action": Planted(
        "plan.tf", '"sns:GetTopicAttributes"', '"sns:GetTopicAttribute"', "sns:GetTopicAttribute"
    ),
    "needless star": Planted(
        "secrets.tf",
        "concat([local.database_secret_arn], values(local.app_secret_arns))",
        '["*"]',
        "secretsmanager:GetSecretValue",
    ),
    "right in vain": Planted("deploy.tf", "${local.arns.sns}:", "${local.arns.sqs}:", "sns:*"),
}


@pytest.mark.parametrize("error", BY_FORMAT)
def test_fmt_catches(error: str, tmp_path: Path) -> None:
    planted = BY_FORMAT[error]
    project = planted.plant(render(tmp_path / "my-app", EXAMPLES[planted.example]))
    result = project.terraform("fmt", "-check", "-recursive")
    assert result.code != 0
    assert planted.caught in result.output


@pytest.mark.parametrize("error", BY_VALIDATION)
def test_validate_catches(error: str, tmp_path: Path) -> None:
    planted = BY_VALIDATION[error]
    project = planted.plant(deployable(tmp_path / "my-app", EXAMPLES[planted.example]))
    result = project.terraform("validate")
    assert result.code == 1
    assert planted.caught in " ".join(result.output.split())


@pytest.mark.parametrize("error", BY_PLAN)
def test_a_second_plan_catches(error: str, tmp_path: Path) -> None:
    planted = BY_PLAN[error]
    project = planted.plant(deployable(tmp_path / "my-app", EXAMPLES[planted.example]))
    project.succeed("apply", "-auto-approve", "-input=false")
    result = project.terraform("plan", "-detailed-exitcode", "-input=false")
    assert result.code == 2
    assert planted.caught in result.output


@pytest.mark.parametrize("error", BY_TESTS)
def test_the_projects_own_tests_catch(error: str, tmp_path: Path) -> None:
    planted = BY_TESTS[error]
    project = planted.plant(deployable(tmp_path / "my-app", EXAMPLES[planted.example]))
    result = project.terraform("test", "-filter=tests/project.tftest.hcl")
    assert result.code == 1
    assert planted.caught in " ".join(result.output.split())


@pytest.mark.parametrize("error", BY_IAM)
def test_the_list_of_actions_catches(error: str, tmp_path: Path) -> None:
    planted = BY_IAM[error]
    project = planted.plant(deployable(tmp_path / "my-app", EXAMPLES[planted.example]))
    project.succeed("apply", "-auto-approve", "-input=false")
    resources = project.state()["root_module"]["resources"]
    statements = policies.statements(resource for resource in resources if resource["type"] in policies.TYPES)
    checks = (policies.unknown, policies.needlessly_everywhere, policies.without_effect)
    assert planted.caught in [action for check in checks for statement in statements for action in check(statement)]


@pytest.mark.xdist_group("scanners")
@pytest.mark.parametrize(
    ("errors", "scanner"), [(BY_CHECKOV, scanners.checkov), (BY_TRIVY, scanners.trivy)], ids=["checkov", "trivy"]
)
def test_a_scanner_catches(
    errors: dict[str, Planted], scanner: Callable[[Path], list[Finding]], tmp_path: Path
) -> None:
    for error, planted in errors.items():
        planted.plant(render(tmp_path / "projects" / error.replace(" ", "-"), EXAMPLES[planted.example]))
    found = {
        (finding.project.replace("-", " "), finding.id, finding.file) for finding in scanner(tmp_path / "projects")
    }
    assert {(error, planted.caught, planted.file) for error, planted in errors.items()} <= found, sorted(found)
