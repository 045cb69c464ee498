"""Tests of draining, on a signal of the test's own process."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from app.draining import Draining


@pytest.fixture
def stopped() -> Iterator[list[int]]:
    """Stand in for the server's handler of SIGTERM; return the signals that reached it."""
    signals: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: signals.append(number))
    yield signals
    signal.signal(signal.SIGTERM, before)


def send_sigterm() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_the_server_hears_of_the_signal_after_the_draining(stopped: list[int]) -> None:
    async def scenario() -> None:
        draining = Draining(seconds=0.1)
        draining.install()
        assert not draining.active

        send_sigterm()
        await asyncio.sleep(0.02)
        assert draining.active
        assert stopped == []

        await asyncio.sleep(0.2)
        assert stopped == [signal.SIGTERM]

    asyncio.run(scenario())


def test_a_second_signal_ends_the_draining(stopped: list[int]) -> None:
    async def scenario() -> None:
        Draining(seconds=60).install()

        send_sigterm()
        await asyncio.sleep(0)
        assert stopped == []

        send_sigterm()
        await asyncio.sleep(0)
        assert stopped == [signal.SIGTERM]

    asyncio.run(scenario())


def test_a_process_without_a_handler_is_left_alone() -> None:
    async def scenario() -> None:
        Draining(seconds=60).install()

    asyncio.run(scenario())

    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
