"""A merge request is shown what it would change."""

import json

from combinations import FARGATE
from conftest import Deploy


def test_plan_is_printed_and_counted(account: Deploy) -> None:
    fargate = account(FARGATE)
    fargate.deployed()

    result = fargate.run("plan", fargate.profile, str(fargate.folder / "plan.json"))

    assert result.code == 0, result.stderr
    assert "# terraform_data.release will be created" in result.stdout
    assert json.loads((fargate.folder / "plan.json").read_text()) == {"create": 1, "update": 0, "delete": 0}
    assert fargate.cloud.service.releases == [], "a plan changes nothing"


def test_plan_that_fails(account: Deploy) -> None:
    fargate = account(FARGATE)
    fargate.deployed()
    (fargate.terraform / "broken.tf").write_text('output "broken" {\n  value = local.missing\n}\n')

    result = fargate.run("plan", fargate.profile, str(fargate.folder / "plan.json"))

    assert result.code == 1
    assert "undeclared local value" in result.stderr
    assert not (fargate.folder / "plan.json").exists()
