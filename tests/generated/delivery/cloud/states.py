"""Where Terraform keeps its state: read and written as a whole, and locked by whoever changes it."""

import json

from cloud.refusal import Refusal


class States:
    """One state for each profile, by the protocol of Terraform's `http` backend."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.holders: dict[str, bytes] = {}

    def answer(self, method: str, profile: str, body: bytes) -> bytes:
        """Read, write, lock or unlock a state."""
        if method == "GET":
            return self.contents.get(profile, b"")
        if method == "POST":
            self.contents[profile] = body
        elif method == "LOCK":
            if profile in self.holders:
                raise Refusal("Locked", json.loads(self.holders[profile])["Who"], status=423)
            self.holders[profile] = body
        elif method == "UNLOCK":
            self.holders.pop(profile, None)
        return b""
