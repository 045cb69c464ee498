"""One run: from an event to a report, and a record of how it went."""

import json
import logging
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from triage import prompt
from triage.analyse import Analysis, analyse, fixed_tokens
from triage.budget import Selection, select
from triage.collect import Inspector, collect
from triage.deliver import as_json, deliver, status_of
from triage.deliver.log import LogStreams
from triage.evidence import Evidence, Findings, shorten
from triage.failure import Event, Failure, UnreadableEventError, read_event
from triage.redact import Redactor
from triage.report import build_report
from triage.route import choose
from triage.secrets import Secrets
from triage.settings import Settings

JSON = Any

logger = logging.getLogger(__name__)


class RecordError(Exception):
    """How a run went could not be written down, so the event has to wait for another run."""


@dataclass
class Agent:
    """What runs have in common, and what they remember of each other."""

    settings: Settings
    secrets: Secrets
    log: LogStreams
    inspector: Callable[[], AbstractContextManager[Inspector]]
    explained: set[str] = field(default_factory=set)

    def handle(self, event: Event) -> JSON:
        """Explain the failure that an event tells of; return the record, which has been written."""
        started = time.monotonic()
        redactor = Redactor()
        record: JSON = {"record": "run", "tags": self._tags(None)}
        try:
            self._run(event, redactor, record)
        except UnreadableEventError as error:
            record |= {"outcome": "unreadable event", "problem": redactor.text(str(error))}
        except Exception as error:
            # A run that cannot go on says so; the next one starts afresh.
            logger.exception("the run crashed")
            problem = redactor.text(f"{type(error).__name__}: {error}")
            record |= {"outcome": "crashed", "problem": problem}
        if "delivery_status" not in record:
            self._report_without_analysis(event, redactor, record)
        record["redacted"] = dict(redactor.counts)
        record["seconds"] = round(time.monotonic() - started, 1)
        self._keep(record)
        return record

    def _keep(self, record: JSON) -> None:
        """Write the record, which says as well how many deliveries failed in a row."""
        failed = record["delivery_status"] == "failed"
        try:
            before = int(self.log.last("runs").get("failures_in_a_row", 0)) if failed else 0
            record["failures_in_a_row"] = before + 1 if failed else 0
            self.log.write("runs", record)
        except Exception as error:
            # What CodeBuild logs is the last place to be found in.
            sys.stdout.write(json.dumps(record) + "\n")
            raise RecordError(f"{type(error).__name__}: {error}") from error

    def _run(self, event: Event, redactor: Redactor, record: JSON) -> None:
        failure = read_event(event)
        record |= {"event_id": failure.event_id, "failure": redactor.text(failure.name)}
        if self.settings.stack and not failure.belongs_to(self.settings.stack):
            raise UnreadableEventError(f"{failure.name} is none of {self.settings.stack}")
        findings = investigate(self.inspector, failure)
        record["tags"] = self._tags(findings.commit)
        if findings.subject in self.explained:
            record |= {"outcome": "explained before", "delivery_status": "nothing to deliver"}
            return
        selection, analysis = explain(findings, redactor, self.settings, self.secrets.api_key)
        record |= describe(selection, analysis, self.settings)
        # The model is sent redacted texts, but it may make up others.
        report = redactor.json(build_report(failure.name, record["tags"], selection, analysis))
        report["tags"] = record["tags"]
        route = choose(analysis, self.settings.confidence_threshold, bool(self.secrets.webhook))
        steps = deliver(report, route, self.log, self.secrets.webhook)
        record |= {
            "outcome": "explained" if analysis.answer else "not explained",
            "problem": analysis.problem,
            "route": route.destination,
            "route_reason": route.reason,
            "deliveries": redactor.json(as_json(steps)),
            "delivery_status": status_of(steps),
        }
        if findings.subject:
            self.explained.add(findings.subject)

    def _report_without_analysis(self, event: Event, redactor: Redactor, record: JSON) -> None:
        """Bring what is known to the review stream: an event that nobody sees would be lost."""
        report = {
            "failure": record.get("failure", "unknown"),
            "tags": record["tags"],
            "problem": record["problem"],
            "waits_for_review": record["outcome"],
            "event": shorten(json.dumps(redactor.json(event)), 20_000),
        }
        try:
            self.log.write("review", report)
            record["delivery_status"] = "delivered"
        except Exception as error:
            logger.exception("could not deliver to review")
            record["delivery_status"] = "failed"
            record["deliveries"] = [
                {"to": "review", "status": "failed", "problem": type(error).__name__}
            ]
        record["route"] = "review"

    def _tags(self, commit: str | None) -> dict[str, str]:
        stack = self.settings.stack or "unknown"
        return {"stack": stack, "commit": commit or "unknown", "run_id": self.settings.run_id}


def investigate(
    inspector: Callable[[], AbstractContextManager[Inspector]], failure: Failure
) -> Findings:
    """Return what the account says about a failure."""
    with inspector() as connected:
        return collect(connected, failure)


def explain(
    findings: Findings, redactor: Redactor, settings: Settings, api_key: str | None
) -> tuple[Selection, Analysis]:
    """Redact the findings, choose among them and have them analysed."""
    redacted = [
        Evidence(one.kind, one.priority, redactor.json(one.data)) for one in findings.evidence
    ]
    selection = select(redacted, settings.max_input_tokens, fixed_tokens())
    return selection, analyse(selection, settings, api_key)


def describe(selection: Selection, analysis: Analysis, settings: Settings) -> JSON:
    """Return how an analysis was made, for the record."""
    loaded = prompt.load()
    answer = analysis.answer
    return {
        "model": settings.model,
        "prompt_version": loaded.version,
        "schema_version": loaded.schema_version,
        "analysis": analysis.status,
        "attempts": analysis.attempts,
        "confidence": answer.confidence if answer else None,
        "hypotheses": len(answer.hypotheses) if answer else 0,
        "budget": {
            "cap": selection.cap,
            "estimate": selection.tokens,
            "kept": len(selection.evidence),
            "cut": selection.cut,
        },
        "tokens": {
            "input": analysis.input_tokens,
            "output": analysis.output_tokens,
            "total": analysis.input_tokens + analysis.output_tokens,
        },
    }
