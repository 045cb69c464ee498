"""A service of ECS with its deployments, and one-off tasks."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from cloud.refusal import Refusal

ARN = "arn:aws:ecs:eu-west-1:123456789012"
LOOKS = 2
"""How often somebody looks at a deployment or a task before it is at its end."""


class Outcome(Enum):
    """How the deployment of an image ends."""

    STABLE = auto()
    FAILED = auto()
    FAILED_AND_GONE = auto()
    FAILED_AT_ONCE = auto()
    NEVER_STABLE = auto()
    REFUSED = auto()
    SERVICE_REMOVED = auto()


@dataclass
class Deployment:
    """A task definition on its way into the service."""

    id: str
    definition: str
    status: str = "PRIMARY"
    state: str = "IN_PROGRESS"
    looks: int = 0

    @property
    def full(self) -> dict[str, Any]:
        """The deployment as AWS lists it."""
        running = 1 if self.state == "COMPLETED" else 0
        return {
            "id": self.id,
            "status": self.status,
            "taskDefinition": self.definition,
            "rolloutState": self.state,
            "runningCount": running,
            "desiredCount": 1,
            "failedTasks": 3 if self.state == "FAILED" else 0,
        }


@dataclass
class Migration:
    """A one-off task."""

    arn: str
    looks: int = 0


class Service:
    """A service; images become stable unless a test says otherwise."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self.releases_awaited = 0
        self.outages = 0
        self.vanishes = False
        self.releases: list[str] = []
        self.migration_exit_code: int | None = 0
        self.migration_refused = ""
        self.migrations: list[Migration] = []
        self.migrated: list[str] = []
        self.images: dict[str, str] = {}
        self.deployments: list[Deployment] = []
        self.stopped: list[str] = []
        self.numbers = itertools.count(1)

    # ── What Terraform does ──────────────────────────────────────────────────
    def register(self, family: str, digest: str) -> str:
        """Register a revision of a task definition."""
        arn = f"{ARN}:task-definition/{family}:{next(self.numbers)}"
        self.images[arn] = f"registry.example.com/sample@{digest}"
        return arn

    def release(self, digest: str) -> None:
        """Let the service run an image, from the next deployment on."""
        self.releases.append(digest)
        outcome = self.outcomes.get(digest)
        if outcome is Outcome.REFUSED:
            raise Refusal("InvalidParameterException", "the service was not changed")
        if outcome is Outcome.SERVICE_REMOVED:
            self.deployments.clear()
            raise Refusal("InvalidParameterException", "the service was removed, and no other one made")
        if self.deployments and self.running == digest:
            return
        before = self.deployments[0].definition if self.deployments else None
        self.deploy(self.register("sample", digest))
        if outcome is Outcome.FAILED_AT_ONCE and before:
            self.roll_back(self.deployments[0], before)

    def deploy(self, definition: str) -> None:
        """Start a deployment in the place of the one that was the primary."""
        for deployment in self.deployments:
            deployment.status = "ACTIVE"
        self.deployments = [
            Deployment(f"ecs-svc/{next(self.numbers)}", definition),
            *[deployment for deployment in self.deployments if deployment.state != "FAILED"][:1],
        ]

    def settled(self, digest: str) -> None:
        """Let the service run an image from before the test on."""
        self.deploy(self.register("sample", digest))
        self.deployments[0].state = "COMPLETED"

    # ── What AWS does by itself ──────────────────────────────────────────────
    @property
    def running(self) -> str:
        """The digest of the primary deployment's image."""
        return self.digest(self.deployments[0].definition)

    def digest(self, definition: str) -> str:
        """The digest of a task definition's image."""
        return self.images[definition].split("@")[1]

    def advance(self) -> None:
        """Let time pass: a look is what the clock ticks by."""
        if not self.deployments or len(self.releases) < self.releases_awaited:
            return
        primary = self.deployments[0]
        primary.looks += 1
        if primary.state != "IN_PROGRESS" or primary.looks < LOOKS:
            return
        outcome = self.outcomes.get(self.digest(primary.definition), Outcome.STABLE)
        if outcome is Outcome.STABLE:
            primary.state = "COMPLETED"
            del self.deployments[1:]
        elif outcome in (Outcome.FAILED, Outcome.FAILED_AND_GONE):
            self.stopped.append(primary.id)
            if len(self.deployments) > 1:
                self.roll_back(primary, self.deployments[1].definition)
            else:
                primary.state = "FAILED"
            if outcome is Outcome.FAILED_AND_GONE:
                self.deployments.remove(primary)

    def roll_back(self, failed: Deployment, definition: str) -> None:
        """Do what the circuit breaker does: the earlier task definition becomes stable once more."""
        failed.state = "FAILED"
        failed.status = "ACTIVE"
        self.deployments = [Deployment(f"ecs-svc/{next(self.numbers)}", definition, state="COMPLETED"), failed]

    # ── What the scripts ask ─────────────────────────────────────────────────
    def answer(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a request asks for."""
        return {
            "DescribeServices": self.describe,
            "DescribeTaskDefinition": self.describe_definition,
            "ListTasks": self.list_tasks,
            "DescribeTasks": self.describe_tasks,
            "RunTask": self.run_task,
        }[operation](request)

    def fail_while(self, waited_for: bool) -> None:
        """Do not answer for a while, once somebody waits."""
        if waited_for and self.outages:
            self.outages -= 1
            raise Refusal("ServerException", "try again", status=500)

    def describe(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Describe the service."""
        if not self.deployments:
            return {"services": [], "failures": [{"reason": "MISSING"}]}
        self.fail_while(self.deployments[0].looks > 0)
        self.advance()
        service = {
            "status": "ACTIVE",
            "taskDefinition": self.deployments[0].definition,
            "deployments": [deployment.full for deployment in self.deployments],
            "events": [{"createdAt": 1_700_000_000, "message": "(service sample) has started 1 tasks"}],
        }
        return {"services": [service]}

    def describe_definition(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a task definition, the newest of a family unless a revision is named."""
        arn = self.definition(request["taskDefinition"])
        return {"taskDefinition": {"taskDefinitionArn": arn, "containerDefinitions": [{"image": self.images[arn]}]}}

    def definition(self, name: str) -> str:
        """Return the revision that a name stands for."""
        return name if name in self.images else [arn for arn in self.images if f"/{name}:" in arn][-1]

    def list_tasks(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """List tasks of the service, or those of somebody else."""
        if request.get("startedBy"):
            return {"taskArns": [migration.arn for migration in self.migrations if migration.looks < LOOKS]}
        if request["desiredStatus"] == "STOPPED":
            return {"taskArns": [f"{ARN}:task/sample/{number}" for number in range(len(self.stopped))]}
        return {"taskArns": [f"{ARN}:task/sample/running"]}

    def describe_tasks(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Describe tasks: one-off ones, stopped ones, and the one that runs."""
        self.fail_while(any(migration.looks for migration in self.migrations))
        if self.vanishes:
            return {"tasks": [], "failures": [{"reason": "MISSING"} for _ in request["tasks"]]}
        return {"tasks": [self.describe_task(arn) for arn in request["tasks"]]}

    def describe_task(self, arn: str) -> dict[str, Any]:
        """Describe one task."""
        migration = next((migration for migration in self.migrations if migration.arn == arn), None)
        if migration:
            return self.describe_migration(migration)
        name = arn.split("/")[-1]
        if name == "running":
            broken = self.outcomes.get(self.running) is Outcome.NEVER_STABLE
            return {"taskArn": arn, "healthStatus": "UNHEALTHY" if broken else "HEALTHY"}
        return {
            "taskArn": arn,
            "startedBy": self.stopped[int(name)],
            "stoppedReason": "Essential container in task exited",
            "containers": [{"name": "app", "exitCode": 137, "reason": "OutOfMemoryError: killed"}],
        }

    def run_task(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Start a one-off task."""
        if self.migration_refused:
            return {"tasks": [], "failures": [{"reason": self.migration_refused}]}
        self.migrated.append(self.digest(self.definition(request["taskDefinition"])))
        self.migrations.append(Migration(f"{ARN}:task/sample/migration-{next(self.numbers)}"))
        return {"tasks": [{"taskArn": self.migrations[-1].arn}]}

    def describe_migration(self, migration: Migration) -> dict[str, Any]:
        """Describe a one-off task, which ends by itself unless it has no exit code."""
        migration.looks += self.migration_exit_code is not None
        if migration.looks < LOOKS:
            return {"taskArn": migration.arn, "lastStatus": "RUNNING", "containers": [{"name": "migration"}]}
        return {
            "taskArn": migration.arn,
            "lastStatus": "STOPPED",
            "stoppedReason": "Essential container in task exited",
            "containers": [{"name": "migration", "exitCode": self.migration_exit_code, "reason": "relation exists"}],
        }
