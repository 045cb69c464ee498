"""What was found out about a failure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from triage.failure import Failure

JSON = Any

# What explains failures most often is kept longest when the budget is short.
FAILURE, CAUSE, CONTEXT, DETAIL = range(4)


@dataclass(frozen=True)
class Evidence:
    """One finding; a lower priority is kept longer."""

    kind: str
    priority: int
    data: JSON


@dataclass
class Findings:
    """Everything that was collected about a failure."""

    failure: Failure
    evidence: list[Evidence] = field(default_factory=list)
    # The commit that was being deployed, as far as it can be told.
    commit: str | None = None
    # What the events of one failure have in common, if they say less than they could.
    subject: str | None = None

    def add(self, kind: str, priority: int, data: JSON) -> None:
        """Keep a finding, unless it is empty."""
        if data:
            self.evidence.append(Evidence(kind, priority, data))


def summary(properties: JSON, depth: int = 1) -> JSON:
    """Return properties with short values only: what is nested or long is told by its size."""
    if isinstance(properties, Mapping):
        if depth < 0:
            return f"{{{len(properties)} properties}}"
        return {name: summary(value, depth - 1) for name, value in properties.items()}
    if isinstance(properties, Sequence) and not isinstance(properties, str):
        if depth < 0:
            return f"[{len(properties)} values]"
        return [summary(value, depth - 1) for value in properties[:5]]
    if isinstance(properties, str):
        return shorten(properties, 120)
    return properties


def shorten(text: str, length: int) -> str:
    """Return the beginning of a text, and how much is missing."""
    if len(text) <= length:
        return text
    return f"{text[:length]}… ({len(text) - length} more characters)"
