"""Collects evidence about a failure, by describing and nothing else."""

from triage.collect.inspector import InspectionError, Inspector, Question
from triage.collect.service import collect_service
from triage.collect.stack import collect_stack
from triage.evidence import FAILURE, Findings
from triage.failure import Failure, ServiceFailure

__all__ = ["InspectionError", "Inspector", "Question", "collect"]


def collect(inspector: Inspector, failure: Failure) -> Findings:
    """Return what the account says about a failure."""
    findings = Findings(failure, subject=failure.subject)
    findings.add("event", FAILURE, {"what": failure.name, "reason": failure.reason})
    if isinstance(failure, ServiceFailure):
        collect_service(inspector, failure, findings)
    else:
        collect_stack(inspector, failure, findings)
    return findings
