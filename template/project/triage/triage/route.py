"""Decides who is told. What the model wrote decides nothing but its confidence."""

from dataclasses import dataclass
from typing import Literal

from triage.analyse import Analysis

Destination = Literal["slack", "review"]


@dataclass(frozen=True)
class Route:
    """Where a report goes besides the log, and why."""

    destination: Destination
    reason: str


def choose(analysis: Analysis, threshold: float, has_webhook: bool) -> Route:
    """Return where the report of an analysis goes."""
    if analysis.answer is None:
        return Route("review", analysis.status)
    if not analysis.answer.hypotheses:
        return Route("review", "no hypothesis")
    if analysis.answer.confidence < threshold:
        return Route("review", f"confidence below {threshold}")
    if not has_webhook:
        return Route("review", "no webhook")
    return Route("slack", f"confidence of {threshold} or more")
