"""Tests of the evidence about a service."""

import json
from typing import Any

from tests.aws import Account, AwsError, Parameters
from triage.collect import collect
from triage.collect.sdk import SdkInspector
from triage.evidence import Findings
from triage.failure import ServiceFailure

DEPLOYMENT = "ecs-svc/123"
FAILURE = ServiceFailure(
    event_id="1",
    time="2026-05-04T09:15:42Z",
    cluster="my-app-dev",
    service="my-app-dev",
    deployment_id=DEPLOYMENT,
    reason="ECS deployment circuit breaker: tasks failed to start.",
)
DIGEST = f"sha256:{'0' * 64}"
DEFINITION_ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/my-app-dev:7"


def task(number: int, started_by: str = DEPLOYMENT) -> dict[str, Any]:
    return {
        "taskArn": f"arn:aws:ecs:eu-west-1:111122223333:task/my-app-dev/{number}",
        "taskDefinitionArn": DEFINITION_ARN,
        "startedBy": started_by,
        "stopCode": "EssentialContainerExited",
        "stoppedReason": "Essential container in task exited",
        "containers": [
            {"name": "app", "exitCode": 1, "healthStatus": "UNHEALTHY", "reason": "no reason"}
        ],
    }


def account(**changes: Any) -> Account:
    service = {
        "deployments": [
            {"id": DEPLOYMENT, "rolloutState": "FAILED", "taskDefinition": DEFINITION_ARN},
            {"id": "ecs-svc/122", "rolloutState": "COMPLETED"},
        ],
        "events": [
            {"message": "(service my-app-dev) has reached a steady state."},
            {"message": "(service my-app-dev) deployment failed: tasks failed to start."},
        ],
        "loadBalancers": [{"targetGroupArn": "arn:targets"}, {}],
    }
    definition = {
        "family": "my-app-dev",
        "revision": 7,
        "cpu": "512",
        "containerDefinitions": [
            {
                "name": "app",
                "image": f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/my-app-dev@{DIGEST}",
                "environment": [{"name": "LOG_LEVEL", "value": "a value"}],
                "secrets": [{"name": "KEY", "valueFrom": "arn:secret"}],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {"awslogs-group": "/my-app/dev", "awslogs-stream-prefix": "app"},
                },
            },
            {"name": "helper", "image": "public/helper:1"},
        ],
    }
    operations: dict[str, Any] = {
        "DescribeServices": {"services": [service]},
        "ListTasks": {"taskArns": ["arn:1", "arn:2", "arn:3"]},
        "DescribeTasks": {"tasks": [task(1), task(2), task(3, started_by="ecs-svc/122")]},
        "DescribeTaskDefinition": {"taskDefinition": definition},
        "DescribeImages": {"imageDetails": [{"imageTags": ["latest", "3f2a9c1b7d4e"]}]},
        "GetLogEvents": {"events": [{"message": "boom: AccessDenied"}, {"message": "hello"}]},
        "DescribeTargetHealth": {
            "TargetHealthDescriptions": [
                {"TargetHealth": {"State": "healthy"}},
                {"TargetHealth": {"State": "unhealthy", "Reason": "Target.Timeout"}},
            ]
        },
    }
    return Account(**(operations | changes))


def findings_of(account: Account) -> Findings:
    return collect(SdkInspector(account.session), FAILURE)


def data_of(findings: Findings, kind: str) -> list[Any]:
    return [one.data for one in findings.evidence if one.kind == kind]


def test_what_is_found() -> None:
    stand_in = account()

    findings = findings_of(stand_in)

    assert findings.commit == "3f2a9c1b7d4e"
    assert [one["id"] for one in data_of(findings, "deployment")] == [DEPLOYMENT]
    assert data_of(findings, "service events") == [
        ["(service my-app-dev) deployment failed: tasks failed to start."]
    ]
    assert data_of(findings, "stopped tasks") == [
        {
            "code": "EssentialContainerExited",
            "reason": "Essential container in task exited",
            "containers": "app: exit code 1, health UNHEALTHY, no reason",
            "times": 2,
        }
    ]
    assert data_of(findings, "log") == [{"container": "app", "error": "boom: AccessDenied"}]
    assert data_of(findings, "targets") == [[{"State": "unhealthy", "Reason": "Target.Timeout"}]]
    assert not data_of(findings, "not collected")
    streams = [call["logStreamName"] for call in stand_in.calls_of("GetLogEvents")]
    assert streams == ["app/app/1", "app/app/2"]


def test_values_of_variables_stay_where_they_are() -> None:
    text = json.dumps([one.data for one in findings_of(account()).evidence])

    assert "LOG_LEVEL" in text
    assert "a value" not in text
    assert "arn:secret" not in text


def test_a_right_that_is_missing_is_a_finding() -> None:
    findings = findings_of(account(DescribeTasks=AwsError("AccessDeniedException")))

    assert data_of(findings, "not collected")[0]["question"] == "ecs.describe_tasks"
    assert data_of(findings, "task definition")
    assert findings.commit == "3f2a9c1b7d4e"


def test_nothing_can_be_asked() -> None:
    denied = AwsError("AccessDeniedException")
    findings = findings_of(account(DescribeServices=denied, ListTasks=denied))

    assert [one.kind for one in findings.evidence] == ["event", "not collected", "not collected"]


def test_an_image_that_is_gone() -> None:
    findings = findings_of(account(DescribeImages=AwsError("ImageNotFoundException", "not there")))

    assert "not there" in data_of(findings, "not collected")[0]["error"]
    assert findings.commit is None


def test_no_task_has_started() -> None:
    def none(_: Parameters) -> dict[str, Any]:
        return {"taskArns": []}

    findings = findings_of(account(ListTasks=none))

    assert not data_of(findings, "stopped tasks")
    assert data_of(findings, "task definition")
