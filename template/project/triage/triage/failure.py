"""What failed, as an event of EventBridge tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Event = Mapping[str, Any]

SERVICE_EVENT = "ECS Deployment State Change"
STACK_EVENT = "CloudFormation Stack Status Change"


class UnreadableEventError(ValueError):
    """The event is not one of those that the rules of triage.tf send."""


@dataclass(frozen=True)
class ServiceFailure:
    """A deployment of an ECS service that failed."""

    event_id: str
    time: str
    cluster: str
    service: str
    deployment_id: str
    reason: str

    @property
    def name(self) -> str:
        """What failed, for people."""
        return f"service {self.service}"

    @property
    def subject(self) -> str:
        """The same for every event about the same failure."""
        return f"{self.cluster}/{self.service}/{self.deployment_id}"

    def belongs_to(self, stack: str) -> bool:
        """Whether it is the project's own service."""
        return self.service == stack


@dataclass(frozen=True)
class StackFailure:
    """A CloudFormation stack that could not be made, or is rolling back."""

    event_id: str
    time: str
    stack_id: str
    stack: str
    status: str
    reason: str

    @property
    def name(self) -> str:
        """What failed, for people."""
        return f"stack {self.stack}"

    @property
    def subject(self) -> str:
        """The same for every event about the same failure."""
        return self.stack_id

    def belongs_to(self, stack: str) -> bool:
        """Whether it is a stack of the project: its own or one whose name begins with its name."""
        return self.stack == stack or self.stack.startswith(f"{stack}-")


Failure = ServiceFailure | StackFailure


def read_event(event: Event) -> Failure:
    """Return the failure that an event tells of."""
    try:
        return _read(event)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableEventError(f"{type(error).__name__}: {error}") from error


def _read(event: Event) -> Failure:
    kind, detail = event["detail-type"], event["detail"]
    if kind == SERVICE_EVENT:
        _, cluster, service = _arn_resource(event["resources"][0]).split("/")
        return ServiceFailure(
            event_id=str(event["id"]),
            time=str(event["time"]),
            cluster=cluster,
            service=service,
            deployment_id=str(detail["deploymentId"]),
            reason=str(detail.get("reason", "")),
        )
    if kind == STACK_EVENT:
        status = detail["status-details"]
        stack_id = str(detail["stack-id"])
        return StackFailure(
            event_id=str(event["id"]),
            time=str(event["time"]),
            stack_id=stack_id,
            stack=_arn_resource(stack_id).split("/")[1],
            status=str(status["status"]),
            reason=str(status.get("status-reason", "")),
        )
    raise ValueError(f"no failure that can be explained: {kind}")


def _arn_resource(arn: str) -> str:
    return arn.split(":", 5)[5]
