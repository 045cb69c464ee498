"""The lines of a log that tell of errors, with traces cut to three lines."""

import json
import re
from collections.abc import Iterable

from triage.evidence import shorten

KEPT_LINES = 3
ERROR_LEVELS = {"ERROR", "CRITICAL", "FATAL"}
ERROR_WORDS = re.compile(
    r"error|fail|exception|traceback|fatal|denied|refused|panic|killed|cannot|could not|unable"
    r"|timed out",
    re.IGNORECASE,
)
CONTINUES = re.compile(r"\s|Caused by:|\Z")


def errors_of(messages: Iterable[str]) -> list[str]:
    """Return the errors of a log, each as one text, repeated ones once."""
    errors = (_error_of(entry) for entry in _join_traces(messages))
    return list(dict.fromkeys(error for error in errors if error))


def cut_trace(text: str) -> str:
    """Return at most three lines: a Python trace ends with its error, others begin with it."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    missing = len(lines) - KEPT_LINES
    if missing > 0:
        kept = lines[-KEPT_LINES:] if lines[0].startswith("Traceback") else lines[:KEPT_LINES]
        lines = [*kept[:-1], f"{kept[-1]} ({missing} lines cut)"]
    return "\n".join(shorten(line, 300) for line in lines)


def _join_traces(messages: Iterable[str]) -> list[str]:
    """Put the lines of a trace together, which a log holds as an entry each."""
    entries: list[str] = []
    in_trace = False
    for message in messages:
        if entries and (CONTINUES.match(message) or (in_trace and not message.startswith("{"))):
            entries[-1] = f"{entries[-1]}\n{message}"
            # The line that is not indented names the error and ends a Python trace.
            in_trace = in_trace and bool(CONTINUES.match(message))
        else:
            entries.append(message)
            in_trace = message.startswith("Traceback")
    return entries


def _error_of(entry: str) -> str | None:
    try:
        fields = json.loads(entry)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        return cut_trace(entry) if ERROR_WORDS.search(entry) else None
    trace = fields.get("exception")
    if str(fields.get("level", "")).upper() not in ERROR_LEVELS and not trace:
        return None
    message = shorten(str(fields.get("message", entry)), 300)
    return f"{message}\n{cut_trace(str(trace))}" if trace else message
