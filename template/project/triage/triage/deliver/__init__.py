"""Brings reports to people, each step checked."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from triage.deliver.log import LogStreams
from triage.deliver.slack import send
from triage.report import as_text
from triage.route import Route

JSON = Any

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """One step of a delivery."""

    to: str
    status: Literal["delivered", "failed"]
    problem: str | None = None


def deliver(report: JSON, route: Route, log: LogStreams, webhook: str | None) -> list[Delivery]:
    """Write the report to the log and bring it where the route leads.

    What Slack does not take goes to the review stream, so that a person sees it all the same.
    """
    steps = [_step("reports", lambda: log.write("reports", report))]
    review = report | {"waits_for_review": route.reason}
    if route.destination == "slack" and webhook:
        text = as_text(report)
        steps.append(_step("slack", lambda: send(webhook, text)))
        if steps[-1].status == "delivered":
            return steps
        review["waits_for_review"] = "Slack did not take it"
    steps.append(_step("review", lambda: log.write("review", review)))
    return steps


def status_of(steps: list[Delivery]) -> str:
    """Return whether everything arrived."""
    return "delivered" if all(step.status == "delivered" for step in steps) else "failed"


def as_json(steps: list[Delivery]) -> list[dict[str, Any]]:
    """Return the steps for a record."""
    return [asdict(step) for step in steps]


def _step(to: str, act: Callable[[], None]) -> Delivery:
    try:
        act()
    except Exception as error:
        # Whatever goes wrong here must not keep the next step from being tried.
        logger.exception("could not deliver to %s", to)
        return Delivery(to, "failed", f"{type(error).__name__}: {error}")
    return Delivery(to, "delivered")
