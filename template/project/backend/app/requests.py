"""What surrounds every request: its ids, one log line, and an answer when the code fails."""

import logging
import re
import time
from uuid import uuid4

from opentelemetry import propagate, trace
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import request_id, trace_id

REQUEST_ID_HEADER = "X-Request-ID"
# Asked every few seconds by load balancers: logged only at DEBUG.
PROBES = frozenset({"/health", "/ready"})

logger = logging.getLogger(__name__)


class RequestContext:
    """Gives a request its ids, logs it when it is answered, and turns a crash into a plain 500."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        headers = Headers(scope=scope)
        current_id = accepted_id(headers.get(REQUEST_ID_HEADER))
        request_token = request_id.set(current_id)
        trace_token = trace_id.set(current_trace(headers))
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
            trace_id.reset(trace_token)
            request_id.reset(request_token)


def accepted_id(candidate: str | None) -> str:
    """Return the id that the caller sent when it is harmless, else a new one."""
    if candidate and re.fullmatch(r"[A-Za-z0-9._-]{1,64}", candidate):
        return candidate
    return uuid4().hex


def current_trace(headers: Headers) -> str | None:
    """Return the trace of a request: the one recorded here, else the caller's (`traceparent`)."""
    for span in (trace.get_current_span(), trace.get_current_span(propagate.extract(headers))):
        context = span.get_span_context()
        if context.is_valid:
            return trace.format_trace_id(context.trace_id)
    return None


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
