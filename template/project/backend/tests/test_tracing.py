"""Tests of the traces of requests."""

import json
from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, format_trace_id

from app.logs import configure_logging
from app.main import create_app
from app.settings import Settings
from app.tracing import TELEMETRY

CALLER = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    """Return where spans end."""
    return InMemorySpanExporter()


@pytest.fixture
def app(
    settings: Settings, exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> FastAPI:
    """Return the application, tracing into memory."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setitem(TELEMETRY, "tracer_provider", provider)
    return create_app(settings)


def requests(exporter: InMemorySpanExporter) -> Sequence[ReadableSpan]:
    """Return the spans of requests."""
    return [span for span in exporter.get_finished_spans() if span.kind is SpanKind.SERVER]


def test_a_request_is_traced(client: TestClient, exporter: InMemorySpanExporter) -> None:
    client.get("/api/v1/hello")

    (span,) = requests(exporter)
    assert span.name == "GET /api/v1/hello"


def test_probes_are_not_traced(client: TestClient, exporter: InMemorySpanExporter) -> None:
    client.get("/health")
    client.get("/ready")

    assert requests(exporter) == []


def test_the_trace_of_the_caller_goes_on(
    client: TestClient, exporter: InMemorySpanExporter
) -> None:
    client.get("/api/v1/hello", headers={"traceparent": f"00-{CALLER}-00f067aa0ba902b7-01"})

    (span,) = requests(exporter)
    assert span.context is not None
    assert format_trace_id(span.context.trace_id) == CALLER


def test_the_log_names_the_trace(
    client: TestClient, exporter: InMemorySpanExporter, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("INFO")

    client.get("/api/v1/hello")

    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (entry,) = [entry for entry in logged if entry["logger"] == "app.requests"]
    (span,) = requests(exporter)
    assert span.context is not None
    assert entry["trace_id"] == format_trace_id(span.context.trace_id)
