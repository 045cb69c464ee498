"""Failed deployments, in the shapes and with the words in which AWS tells of them."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from account import ACCOUNT_ID, LOG_GROUP, NAME, REGION, Account
from moto.cloudformation.models import Event as StackEvent
from moto.cloudformation.models import cloudformation_backends
from moto.ecs.models import ecs_backends

DEPLOYMENT_ID = "ecs-svc/4711471147114711471"
COMMIT = "3f2a9c1b7d4e"
# Nothing of these may leave the account.
PLANTED = [
    ACCOUNT_ID,
    "hunter2",
    "10.20.30.40",
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "sk-live-0123456789abcdefghij",
    "vpc-0a1b2c3d4e5f60718",
    "app.cluster-c0ffee.eu-west-1.rds.amazonaws.com",
    "ada@example.com",
]
LOGGED = [
    json.dumps({"level": "INFO", "message": "starting", "api_key": "sk-live-0123456789abcdefghij"}),
    "connecting to postgres://app:hunter2@app.cluster-c0ffee.eu-west-1.rds.amazonaws.com:5432/app failed",
    "ERROR for ada@example.com from 10.20.30.40 with AKIAIOSFODNN7EXAMPLE "
    "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
]
TRACE = [
    "Traceback (most recent call last):",
    '  File "/app/backend/app/main.py", line 12, in <module>',
    "    app = create_app()",
    '  File "/app/backend/app/main.py", line 40, in create_app',
    "    Settings()",
    "pydantic_core.ValidationError: 1 validation error for Settings",
]


@dataclass(frozen=True)
class ServiceFailure:
    """A deployment of the service that failed, as its stopped tasks tell."""

    stop_code: str
    reason: str
    message: str
    exit_code: int | None = None
    container_reason: str | None = None
    health: str = "UNKNOWN"
    tasks: int = 3
    logs: list[str] = field(default_factory=list)

    def prepare(self, account: Account) -> dict[str, Any]:
        """Make the account look as after the failure; return the event."""
        definition = self._define(account)
        ecs = account.client("ecs")
        ecs.create_cluster(clusterName=NAME)
        ecs.create_service(
            cluster=NAME,
            serviceName=NAME,
            taskDefinition=definition,
            desiredCount=1,
            loadBalancers=[{"targetGroupArn": target_group(account), "containerName": "app", "containerPort": 8080}],
        )
        service = next(iter(backend_of_ecs().services.values()))
        service.deployments[0] |= {
            "id": DEPLOYMENT_ID,
            "rolloutState": "FAILED",
            "rolloutStateReason": "ECS deployment circuit breaker: tasks failed to start.",
            "failedTasks": self.tasks,
        }
        service.events = [
            {"id": str(number), "message": f"(service {NAME}) {message}", "created_at": datetime.now(UTC)}
            for number, message in enumerate(
                ["has reached a steady state.", self.message, "has started 1 tasks: (task 1f0e9a6c).", self.message]
            )
        ]
        for _ in range(self.tasks):
            self._stop_a_task(account, definition)
        return {
            "id": "9d2f7a31-6f4e-4a55-9a11-0d7c2f0e5a01",
            "detail-type": "ECS Deployment State Change",
            "source": "aws.ecs",
            "account": ACCOUNT_ID,
            "time": "2026-05-04T09:15:42Z",
            "region": REGION,
            "resources": [f"arn:aws:ecs:{REGION}:{ACCOUNT_ID}:service/{NAME}/{NAME}"],
            "detail": {
                "eventType": "ERROR",
                "eventName": "SERVICE_DEPLOYMENT_FAILED",
                "deploymentId": DEPLOYMENT_ID,
                "reason": "ECS deployment circuit breaker: tasks failed to start.",
            },
        }

    def _define(self, account: Account) -> str:
        ecr = account.client("ecr")
        ecr.create_repository(repositoryName=NAME)
        manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {"digest": "sha256:1"}, "layers": []})
        image = ecr.put_image(repositoryName=NAME, imageManifest=manifest, imageTag=COMMIT)["image"]
        digest = image["imageId"]["imageDigest"]
        answer = account.client("ecs").register_task_definition(
            family=NAME,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="512",
            memory="1024",
            containerDefinitions=[
                {
                    "name": "app",
                    "image": f"{ACCOUNT_ID}.dkr.ecr.{REGION}.amazonaws.com/{NAME}@{digest}",
                    "memory": 1024,
                    "cpu": 512,
                    "environment": [{"name": "DATABASE_PASSWORD", "value": "hunter2"}],
                    "secrets": [{"name": "PAYMENT_KEY", "valueFrom": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:payment-key"}],
                    "logConfiguration": {
                        "logDriver": "awslogs",
                        "options": {"awslogs-group": LOG_GROUP, "awslogs-region": REGION, "awslogs-stream-prefix": "app"},
                    },
                }
            ],
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def _stop_a_task(self, account: Account, definition: str) -> None:
        ecs, ec2 = account.client("ecs"), account.client("ec2")
        network = {
            "subnets": [ec2.describe_subnets()["Subnets"][0]["SubnetId"]],
            "securityGroups": [ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]],
        }
        arn = ecs.run_task(
            cluster=NAME,
            taskDefinition=definition,
            launchType="FARGATE",
            startedBy=DEPLOYMENT_ID,
            networkConfiguration={"awsvpcConfiguration": network},
        )["tasks"][0]["taskArn"]
        ecs.stop_task(cluster=NAME, task=arn, reason=self.reason)
        task = next(task for task in backend_of_ecs().tasks[NAME].values() if task.task_arn == arn)
        task.stop_code = self.stop_code
        container = task.containers[0]
        container.exitCode, container.exit_code = self.exit_code, self.exit_code
        container.reason, container.health_status = self.container_reason, self.health
        log(account, f"app/app/{arn.rpartition('/')[2]}", [*LOGGED, *self.logs])


def backend_of_ecs() -> Any:
    """Return what moto knows of ECS, for what its API cannot set."""
    return ecs_backends[ACCOUNT_ID][REGION]


def target_group(account: Account) -> str:
    """Make a target group with a target that no load balancer asks."""
    elb = account.client("elbv2")
    vpc = account.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    arn = elb.create_target_group(Name="my-app", Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip")
    arn = arn["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=arn, Targets=[{"Id": "10.20.30.40", "Port": 8080}])
    return str(arn)


def log(account: Account, stream: str, messages: list[str]) -> None:
    """Write what the application logged."""
    logs = account.client("logs")
    logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName=stream)
    now = int(datetime.now(UTC).timestamp() * 1000)
    events = [{"timestamp": now, "message": message} for message in messages]
    logs.put_log_events(logGroupName=LOG_GROUP, logStreamName=stream, logEvents=events)


STACK_TYPE = "AWS::CloudFormation::Stack"
TEMPLATE = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}})
DENIED = (
    "Resource handler returned message: \"User: arn:aws:sts::123456789012:assumed-role/deploy/run is not authorized to "
    "perform: s3:CreateBucket on resource: bucket-{number} from vpc-0a1b2c3d4e5f60718\" (RequestToken: {token}, "
    "HandlerErrorCode: AccessDenied)\n\tat com.amazonaws.Handler.create(Handler.java:41)\n"
    "\tat com.amazonaws.Handler.run(Handler.java:12)\n\tat java.base/Thread.run(Thread.java:833)"
)
THROTTLED = (
    "Resource handler returned message: \"Rate exceeded (Service: S3, Status Code: 503)\" (RequestToken: {token}, "
    "HandlerErrorCode: Throttling)"
)


@dataclass(frozen=True)
class StackFailure:
    """A stack that rolls back because of many resources in a nested one."""

    resources: int = 500

    def prepare(self, account: Account) -> dict[str, Any]:
        """Make the account look as during the rollback; return the event."""
        root = self._make(account, NAME)
        child = self._make(account, f"{NAME}-Data-1ABC")
        root.events = [
            event_of(root, root, "UPDATE_IN_PROGRESS", "User Initiated"),
            event_of(root, child, "UPDATE_IN_PROGRESS"),
            event_of(root, child, "UPDATE_FAILED", "Embedded stack was not successfully updated."),
            event_of(root, root, "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [Data]."),
        ]
        child.events = [event_of(child, child, "UPDATE_IN_PROGRESS")]
        for number in range(self.resources):
            reason = DENIED.format(number=number, token=uuid.UUID(int=number))
            if number % 5 == 0:
                reason = "Resource creation cancelled"
            elif number % 5 == 1:
                reason = THROTTLED.format(token=uuid.UUID(int=number))
            child.events.append(resource_event(child, number, "CREATE_IN_PROGRESS", None))
            child.events.append(resource_event(child, number, "CREATE_FAILED", reason))
        child.events.append(event_of(child, child, "UPDATE_ROLLBACK_IN_PROGRESS"))
        return {
            "id": "4f1c88b0-7b0f-4f39-8e3f-6f0c2c1f2b02",
            "detail-type": "CloudFormation Stack Status Change",
            "source": "aws.cloudformation",
            "account": ACCOUNT_ID,
            "time": "2026-05-04T09:15:42Z",
            "region": REGION,
            "resources": [root.stack_id],
            "detail": {
                "stack-id": root.stack_id,
                "status-details": {
                    "status": "UPDATE_ROLLBACK_IN_PROGRESS",
                    "status-reason": "The following resource(s) failed to update: [Data].",
                },
            },
        }

    def _make(self, account: Account, name: str) -> Any:
        stack_id = account.client("cloudformation").create_stack(
            StackName=name,
            TemplateBody=TEMPLATE,
            Tags=[{"Key": "Commit", "Value": COMMIT}],
        )["StackId"]
        return cloudformation_backends[ACCOUNT_ID][REGION].get_stack(stack_id)


def event_of(stack: Any, subject: Any, status: str, reason: str | None = None) -> StackEvent:
    """Return an event of a stack, about itself or one that is nested in it."""
    return StackEvent(
        stack.stack_id, stack.name, subject.name.split("-")[-2], subject.stack_id, STACK_TYPE, status, reason, None
    )


def resource_event(stack: Any, number: int, status: str, reason: str | None) -> StackEvent:
    """Return an event of one of the many resources."""
    properties = json.dumps({"BucketName": f"bucket-{number}", "Policy": {"Statement": ["x" * 2000]}})
    name = f"Bucket{number}"
    return StackEvent(stack.stack_id, stack.name, name, "", "AWS::S3::Bucket", status, reason, properties)


Failure = ServiceFailure | StackFailure
Prepare = Callable[[Account], dict[str, Any]]

FAILURES: dict[str, Failure] = {
    "image-cannot-be-pulled": ServiceFailure(
        stop_code="TaskFailedToStart",
        reason=(
            "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref "
            f"{ACCOUNT_ID}.dkr.ecr.{REGION}.amazonaws.com/{NAME}@sha256:{'0' * 64}: not found"
        ),
        message="was unable to place a task. Reason: CannotPullContainerError.",
    ),
    "secret-without-a-value": ServiceFailure(
        stop_code="TaskFailedToStart",
        reason=(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable "
            "to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret "
            f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:{NAME}/payment-key-AbCdEf from secrets manager: "
            "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"
        ),
        message="deployment failed: tasks failed to start.",
    ),
    "health-check-fails": ServiceFailure(
        stop_code="ServiceSchedulerInitiated",
        reason="Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/my-app/1)",
        message="(port 8080) is unhealthy in (target-group my-app) due to (reason Health checks failed with these codes: [502]).",
        exit_code=0,
        health="UNHEALTHY",
        logs=TRACE,
    ),
    "out-of-memory": ServiceFailure(
        stop_code="EssentialContainerExited",
        reason="Essential container in task exited",
        message="deployment failed: tasks failed to start.",
        exit_code=137,
        container_reason="OutOfMemoryError: Container killed due to memory usage",
        tasks=10,
    ),
    "denied-by-iam": ServiceFailure(
        stop_code="TaskFailedToStart",
        reason=(
            "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon "
            f"ECR: AccessDeniedException: User: arn:aws:sts::{ACCOUNT_ID}:assumed-role/ACME-my-app-dev-execution/1 is not authorized "
            "to perform: ecr:GetAuthorizationToken on resource: *"
        ),
        message="was unable to place a task.",
    ),
    "stack-rolls-back": StackFailure(),
}
