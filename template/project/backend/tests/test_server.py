"""Tests of the server process: the real one, started and stopped by signals."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx2
import pytest
import uvicorn

from app import server

DRAIN_SECONDS = 2
PATIENCE_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def status(url: str) -> int | None:
    try:
        return httpx2.get(url, timeout=5).status_code
    except httpx2.TransportError:
        return None


@pytest.fixture(scope="module", params=[1, 2])
def running(request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the server with one and with two workers; return its process and address."""
    port = free_port()
    environment = os.environ | {
        "LISTEN_PORT": str(port),
        "FARGATE_CPU": str(1024 * request.param),
        "DRAIN_SECONDS": str(DRAIN_SECONDS),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.server"], env=environment, start_new_session=True
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: status(f"{url}/health") == 200)
        yield process, url
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # Its workers, too.
        process.wait()


def test_the_server_names_no_software(running: tuple[subprocess.Popen[bytes], str]) -> None:
    _, url = running

    assert "server" not in httpx2.get(f"{url}/health").headers


# The last of the tests that share a server, since it stops it.
def test_sigterm_drains_before_it_stops(running: tuple[subprocess.Popen[bytes], str]) -> None:
    process, url = running

    process.send_signal(signal.SIGTERM)
    wait_until(lambda: status(f"{url}/ready") == 503)

    assert status(f"{url}/api/v1/hello") == 200
    wait_until(lambda: process.poll() is not None)
    assert status(f"{url}/health") is None


def test_the_time_limits_fit_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, object] = {}

    def run(app: str, **given: object) -> None:
        options.update(given, app=app)

    monkeypatch.setattr(uvicorn, "run", run)
    monkeypatch.setenv("FARGATE_CPU", "2048")

    server.main()

    assert options["app"] == "app.main:app"
    assert options["workers"] == 2
    assert options["timeout_keep_alive"] == 75
    assert options["timeout_graceful_shutdown"] == 90
