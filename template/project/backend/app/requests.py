"""What surrounds every request: its id, one log line, and an answer when the code fails."""

import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import request_id

REQUEST_ID_HEADER = "X-Request-ID"
# Asked every few seconds by load balancers: logged only at DEBUG.
PROBES = frozenset({"/health", "/ready"})

logger = logging.getLogger(__name__)


class RequestContext:
    """Gives a request its id, logs it when it is answered, and turns a crash into a plain 500."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        current_id = accepted_id(Headers(scope=scope).get(REQUEST_ID_HEADER))
        token = request_id.set(current_id)
        started = time.perf_counter()
        status: int | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = current_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            logger.exception("unhandled error")
            if status is not None:
                raise
            response = JSONResponse({"detail": "Internal Server Error"}, status_code=500)
            await response(scope, receive, send_with_id)
        finally:
            log_request(scope, status, time.perf_counter() - started)
            request_id.reset(token)


def accepted_id(candidate: str | None) -> str:
    """Return the id that the caller sent when it is harmless, else a new one."""
    if candidate and re.fullmatch(r"[A-Za-z0-9._-]{1,64}", candidate):
        return candidate
    return uuid4().hex


def log_request(scope: Scope, status: int | None, seconds: float) -> None:
    """Write the one line about a request."""
    fields = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
    }
    level = logging.DEBUG if scope["path"] in PROBES else logging.INFO
    logger.log(level, "request", extra={"fields": fields})
