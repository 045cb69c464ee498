"""Servers that a test starts and stops, on ports of the loopback interface that are free."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 60


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port: int) -> bool:
    """Tell whether somebody accepts connections on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(
    command: list[str | Path], log: Path, ready: Callable[[], bool], **options: object
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; its output goes to a file."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **options)
    try:
        wait_until(ready, lambda: process.poll() is None, log)
        yield process
    finally:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def wait_until(ready: Callable[[], bool], alive: Callable[[], bool], log: Path) -> None:
    """Wait for a condition, not longer than the program lives."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        assert alive() and time.monotonic() < deadline, f"not ready:\n{log.read_text()}"
        time.sleep(0.05)


def get(url: str, headers: Mapping[str, str] = {}) -> tuple[int, Mapping[str, str], bytes] | None:
    """Ask a URL and return status, headers and body, whatever the status; nothing when nobody answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers)), timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
    except (urllib.error.URLError, ConnectionError):
        return None


def status(url: str) -> int | None:
    """Return the status that a URL answers with, nothing when nobody answers."""
    answer = get(url)
    return answer[0] if answer else None
