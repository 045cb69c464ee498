"""Requests are traced into the collector beside the task, and go on without one."""

import json
import signal
from pathlib import Path

import pytest

from collector import collector
from combinations import ALL
from conftest import Generate
from processes import free_port, get, status
from stack import Stack

CALLER = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def project(generated: Generate) -> Path:
    """Return a project that traces."""
    return generated("traced", {**ALL["fargate-backend"], "database": "none", "tracing": True})


def variables(url: str, share: str = "1") -> dict[str, str]:
    """Return the variables as Terraform sets them."""
    return {
        "OTEL_SERVICE_NAME": "sample-lab",
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_TRACES_SAMPLER": "traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": share,
    }


def test_traces_are_sent_before_the_backend_ends(project: Path, tmp_path: Path) -> None:
    with collector() as traces, Stack(project, tmp_path, {}, variables(traces.url)).process() as (process, url):
        assert get(f"{url}/api/v1/hello", {"traceparent": f"00-{CALLER}-00f067aa0ba902b7-01"})[0] == 200
        assert status(f"{url}/ready") == 200
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)

    assert {path for path, _ in traces.taken} == {"/v1/traces"}
    sent = b"".join(body for _, body in traces.taken)
    for expected in (b"GET /api/v1/hello", b"sample-lab", bytes.fromhex(CALLER)):
        assert expected in sent
    assert b"/ready" not in sent
    logged = [json.loads(line) for line in (tmp_path / "backend.log").read_text().splitlines()]
    assert CALLER in [entry["trace_id"] for entry in logged if entry.get("path") == "/api/v1/hello"]


def test_the_caller_cannot_ask_for_traces(project: Path, tmp_path: Path) -> None:
    with collector() as traces, Stack(project, tmp_path, {}, variables(traces.url, "0")).process() as (process, url):
        get(f"{url}/api/v1/hello", {"traceparent": f"00-{CALLER}-00f067aa0ba902b7-01"})
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)

    assert traces.taken == []


def test_a_missing_collector_keeps_nobody_waiting(project: Path, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    with Stack(project, tmp_path, {}, variables(nobody)).process() as (process, url):
        assert status(f"{url}/api/v1/hello") == 200
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)

    assert process.returncode in (0, -signal.SIGTERM)
