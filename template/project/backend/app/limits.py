"""Refuses requests that are larger than any caller needs, before a route sees them."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_HEADER_BYTES = 32 * 1024
MAX_BODY_BYTES = 1024 * 1024
HEADERS_TOO_LARGE = HTTPException(431, "The headers are too large")
BODY_TOO_LARGE = HTTPException(413, "The body is too large")


class RequestLimits:
    """Answers 431 to headers and 413 to bodies that are too large."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        refusal = refused_by_its_headers(scope)
        if refusal:
            # The connection stays open: closed with a body on its way, it would be reset, and the
            # answer lost. The server passes over what still comes.
            response = JSONResponse({"detail": refusal.detail}, refusal.status_code)
            await response(scope, receive, send)
            return

        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:  # A body in chunks does not tell its length beforehand.
                raise BODY_TOO_LARGE
            return message

        await self.app(scope, receive_limited, send)


def refused_by_its_headers(scope: Scope) -> HTTPException | None:
    """Return why a request is refused, as far as its headers tell."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        return HEADERS_TOO_LARGE
    length = Headers(scope=scope).get("Content-Length", "0")
    if length.isdecimal() and int(length) > MAX_BODY_BYTES:
        return BODY_TOO_LARGE
    return None
