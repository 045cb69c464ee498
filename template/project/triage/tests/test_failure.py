"""Tests of reading events."""

import json
from pathlib import Path
from typing import Any

import pytest

from triage.failure import ServiceFailure, StackFailure, UnreadableEventError, read_event

EVENTS = Path(__file__).parent / "events"


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


def test_a_deployment_of_a_service() -> None:
    failure = read_event(event("service"))

    assert isinstance(failure, ServiceFailure)
    assert (failure.cluster, failure.service) == ("my-app-dev", "my-app-dev")
    assert failure.subject == "my-app-dev/my-app-dev/ecs-svc/1234567890123456789"
    assert failure.belongs_to("my-app-dev")
    assert not failure.belongs_to("my-app")


def test_a_stack() -> None:
    failure = read_event(event("stack"))

    assert isinstance(failure, StackFailure)
    assert failure.status == "UPDATE_ROLLBACK_IN_PROGRESS"
    assert failure.belongs_to("my-app-dev")
    assert failure.belongs_to("my-app-dev-data")
    assert not failure.belongs_to("my-app-de")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"detail-type": "Other", "detail": {}},
        event("service") | {"resources": []},
        event("service") | {"resources": ["arn:aws:ecs:eu-west-1:111122223333:service/only-one"]},
        event("stack") | {"detail": {"stack-id": "no-arn"}},
        event("stack") | {"detail": None},
    ],
)
def test_anything_else_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(UnreadableEventError):
        read_event(broken)
