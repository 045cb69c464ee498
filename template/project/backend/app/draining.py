"""Draining: after SIGTERM the process says that it is not ready, and serves a little longer."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

logger = logging.getLogger(__name__)

Handler = Callable[[int, FrameType | None], object]


class Draining:
    """Puts off the server's own handling of SIGTERM, so that load balancers can look away first.

    A stopped Fargate Spot task gets SIGTERM while it is still registered at the load balancer:
    closing the socket at once would refuse the requests that are on their way.
    """

    def __init__(self, seconds: float) -> None:
        """Serve for that many seconds after SIGTERM."""
        self.seconds = seconds
        self.active = False

    def install(self) -> None:
        """Take over SIGTERM from the server; to be called in its running event loop."""
        stop = signal.getsignal(signal.SIGTERM)
        in_main_thread = threading.current_thread() is threading.main_thread()
        if not in_main_thread or not callable(stop):
            return
        loop = asyncio.get_running_loop()
        signal.signal(signal.SIGTERM, lambda number, frame: self._begin(loop, stop, number, frame))

    def _begin(
        self,
        loop: asyncio.AbstractEventLoop,
        stop: Handler,
        number: int,
        frame: FrameType | None,
    ) -> None:
        if self.active:  # A second signal means: now.
            stop(number, frame)
            return
        self.active = True
        loop.call_soon_threadsafe(logger.info, "draining for %s s", self.seconds)
        loop.call_soon_threadsafe(loop.call_later, self.seconds, stop, number, frame)
