"""Tests of what is kept of logs."""

import json

from triage.collect.traces import cut_trace, errors_of

PYTHON_TRACE = """Traceback (most recent call last):
  File "/app/main.py", line 1, in <module>
    run()
  File "/app/main.py", line 9, in run
    connect()
ConnectionError: no route"""


def test_a_python_trace_keeps_its_end() -> None:
    assert cut_trace(PYTHON_TRACE).splitlines() == [
        '  File "/app/main.py", line 9, in run',
        "    connect()",
        "ConnectionError: no route (3 lines cut)",
    ]


def test_other_traces_keep_their_beginning() -> None:
    trace = "Error: no route\n  at a\n  at b\n  at c\n\n  at d"

    assert cut_trace(trace).splitlines() == ["Error: no route", "  at a", "  at b (2 lines cut)"]


def test_only_errors_are_kept_and_each_once() -> None:
    messages = [
        json.dumps({"level": "INFO", "message": "no error here"}),
        json.dumps({"level": "ERROR", "message": "crash", "exception": PYTHON_TRACE}),
        json.dumps({"level": "CRITICAL", "message": "no room"}),
        "started",
        "AccessDeniedException: not authorized",
        "AccessDeniedException: not authorized",
        "[1, 2]",
    ]

    errors = errors_of(messages)

    assert [error.splitlines()[0] for error in errors] == [
        "crash",
        "no room",
        "AccessDeniedException: not authorized",
    ]
    assert len(errors[0].splitlines()) == 4


def test_a_trace_in_lines_of_its_own_is_one_error() -> None:
    messages = ["starting", *PYTHON_TRACE.splitlines(), "stopped"]

    assert errors_of(messages) == [cut_trace(PYTHON_TRACE)]
