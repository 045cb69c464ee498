"""A run on a laptop: an event from a file, the report on the screen, nothing delivered."""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TextIO

from triage.collect import Inspector
from triage.failure import read_event
from triage.redact import Redactor
from triage.report import as_text, build_report
from triage.route import choose
from triage.run import describe, explain, investigate
from triage.settings import Settings


def run_locally(
    path: Path,
    settings: Settings,
    inspector: Callable[[], AbstractContextManager[Inspector]],
    output: TextIO,
) -> int:
    """Show what the model is sent and what the team would be told; return the exit code."""
    failure = read_event(json.loads(path.read_text()))
    findings = investigate(inspector, failure)
    redactor = Redactor()
    api_key = os.environ.get("ANTHROPIC_API_KEY")
    selection, analysis = explain(findings, redactor, settings, api_key)
    stack = settings.stack or failure.name.partition(" ")[2]
    tags = {"stack": stack, "commit": findings.commit or "unknown", "run_id": settings.run_id}
    report = redactor.json(build_report(failure.name, tags, selection, analysis)) | {"tags": tags}
    route = choose(analysis, settings.confidence_threshold, has_webhook=True)
    record = describe(selection, analysis, settings) | {"redacted": dict(redactor.counts)}
    print(selection.content, file=output)
    print(json.dumps(record, indent=2), file=output)
    print(as_text(report), file=output)
    print(f"\nWould go to: {route.destination} ({route.reason})", file=output)
    return 0 if analysis.answer else 1
