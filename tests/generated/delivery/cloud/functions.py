"""A function of Lambda: its versions, and the alias that callers use."""

import json
from enum import Enum, auto
from typing import Any

from cloud.application import Application
from cloud.refusal import Refusal


class Outcome(Enum):
    """How the update to an image ends."""

    ACTIVE = auto()
    FAILED = auto()
    NEVER_ACTIVE = auto()
    REFUSED = auto()
    UPDATE_FAILED = auto()
    IDLE = auto()


class Function:
    """A function; images become active unless a test says otherwise."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self.versions: list[str] = []
        self.alias = 0
        self.looks = 0
        self.releases: list[str] = []

    @property
    def live(self) -> str:
        """The digest of the version behind the alias."""
        return self.versions[self.alias]

    def settled(self, digest: str) -> None:
        """Let the alias serve an image from before the test on."""
        self.versions.append(digest)
        self.alias = len(self.versions) - 1
        self.looks = 2

    def release(self, digest: str) -> None:
        """Update the function, publish a version and move the alias, as Terraform does."""
        self.releases.append(digest)
        if self.outcomes.get(digest) is Outcome.REFUSED:
            raise Refusal("InvalidParameterValueException", "the image manifest is not supported")
        if self.live != digest:
            self.settled(digest)
            self.looks = 0

    def answer(self, path: str, query: dict[str, str], body: bytes, application: Application) -> dict[str, Any] | bytes:
        """Do what a request asks for."""
        if path.endswith("/invocations"):
            return self.invoke(json.loads(body), application)
        return self.state() if path.endswith("/configuration") else self.describe()

    def describe(self) -> dict[str, Any]:
        """Describe the version behind the alias; it is ready at the second look."""
        self.looks += 1
        return {
            "Configuration": self.state(),
            "Code": {"ResolvedImageUri": f"registry.example.com/sample@{self.live}"},
        }

    def state(self) -> dict[str, Any]:
        """Describe the function's state."""
        if self.looks < 2 or self.outcomes.get(self.live) is Outcome.NEVER_ACTIVE:
            return {"State": "Pending", "LastUpdateStatus": "InProgress"}
        reason = "the image's entry point does not exist"
        if self.outcomes.get(self.live) is Outcome.FAILED:
            return {"State": "Failed", "StateReason": reason, "LastUpdateStatus": "Failed"}
        if self.outcomes.get(self.live) is Outcome.UPDATE_FAILED:
            return {"State": "Active", "LastUpdateStatus": "Failed", "LastUpdateStatusReason": reason}
        if self.outcomes.get(self.live) is Outcome.IDLE:
            return {"State": "Inactive", "StateReasonCode": "Idle", "LastUpdateStatus": "Successful"}
        return {"State": "Active", "LastUpdateStatus": "Successful"}

    def invoke(self, event: dict[str, Any], application: Application) -> bytes:
        """Let the application answer an event."""
        try:
            application.answer(event["rawPath"], self.live)
        except Refusal as refusal:
            return json.dumps({"statusCode": refusal.status}).encode()
        return json.dumps({"statusCode": 200}).encode()
