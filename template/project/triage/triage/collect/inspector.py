"""The one interface to the account: a question that describes something, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from triage.evidence import DETAIL, Findings

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """A read-only operation of AWS, under its names in the SDK."""

    service: str
    operation: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the name of the operation."""
        return f"{self.service}.{self.operation}"


class InspectionError(Exception):
    """AWS did not answer a question."""


class Inspector(Protocol):
    """Answers questions about the account."""

    def ask(self, question: Question) -> Answer:
        """Return AWS's answer, of JSON's types only, or raise an `InspectionError`."""


def ask_or_note(inspector: Inspector, question: Question, findings: Findings) -> Answer:
    """Return an answer; a missing one is a finding as well, and empty."""
    try:
        return inspector.ask(question)
    except InspectionError as error:
        findings.add("not collected", DETAIL, {"question": str(question), "error": str(error)})
        return {}
