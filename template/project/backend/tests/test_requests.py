"""Tests of request ids, request logs and crashes."""

import json
import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from app.logs import JsonFormatter, configure_logging, request_id, trace_id

CALLER = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_harmless_request_id_is_kept(client: TestClient) -> None:
    response = client.get("/health", headers={"X-Request-ID": "abc-123"})

    assert response.headers["x-request-id"] == "abc-123"


@pytest.mark.parametrize("sent", ["", "a b", "x" * 65, '"}{"'])
def test_another_request_id_is_replaced(client: TestClient, sent: str) -> None:
    response = client.get("/health", headers={"X-Request-ID": sent})

    assert len(response.headers["x-request-id"]) == 32


def test_a_request_is_logged_once(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="app")

    client.get("/api/v1/hello")
    client.get("/health")

    (record,) = [record for record in caplog.records if record.name == "app.requests"]
    fields = record.__dict__["fields"]
    assert (fields["method"], fields["path"], fields["status"]) == ("GET", "/api/v1/hello", 200)


@pytest.mark.parametrize(
    ("sent", "logged"),
    [
        (f"00-{CALLER}-00f067aa0ba902b7-01", CALLER),
        ("nonsense", None),
        (None, None),
    ],
)
def test_the_log_names_the_trace_of_the_caller(
    app: FastAPI, client: TestClient, sent: str | None, logged: str | None
) -> None:
    seen: list[str | None] = []

    @app.get("/seen")
    async def see() -> None:
        seen.append(trace_id.get())

    client.get("/seen", headers={"traceparent": sent} if sent else {})

    assert seen == [logged]


def test_a_crash_tells_the_log_and_not_the_caller(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/crash")
    def crash() -> None:
        raise RuntimeError("inner workings")

    response = client.get("/crash")

    assert response.status_code == 500
    assert response.json() == {"detail": "Internal Server Error"}
    assert response.headers["x-request-id"]
    assert "inner workings" in caplog.text


def test_a_crash_in_the_middle_of_an_answer_is_logged(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/crash")
    def crash() -> StreamingResponse:
        def parts() -> Iterator[bytes]:
            yield b"first"
            raise RuntimeError("too late")

        return StreamingResponse(parts())

    client.get("/crash")

    assert "too late" in caplog.text


def test_a_log_line_is_json_with_the_request_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    token = request_id.set("abc-123")
    try:
        logging.getLogger("app.test").info("line\nbreak %s", 1, extra={"fields": {"key": "value"}})
    finally:
        request_id.reset(token)

    entry = json.loads(capsys.readouterr().out)
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "level": "INFO",
        "logger": "app.test",
        "message": "line\nbreak 1",
        "request_id": "abc-123",
        "trace_id": None,
        "key": "value",
    }


def test_a_logged_exception_has_its_traceback() -> None:
    try:
        raise ValueError("the reason")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("app", logging.ERROR, __file__, 1, "failed", None, info)

    entry = json.loads(JsonFormatter().format(record))

    assert entry["message"] == "failed"
    assert "ValueError: the reason" in entry["exception"]
