"""Small servers that record what they are sent and answer what a test wants."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

JSON = Any


@dataclass
class Reply:
    """One answer of a server."""

    body: JSON
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Server(ThreadingHTTPServer):
    """Answers with its replies in turn, the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = list(replies)
        self.requests: list[JSON] = []
        self.headers: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Handles one request."""

    server: Server

    def do_POST(self) -> None:
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        length = int(self.headers["Content-Length"])
        self.server.requests.append(json.loads(self.rfile.read(length)))
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def serving(*replies: Reply) -> Iterator[Server]:
    """Run a server with these replies."""
    with Server(*replies) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def message(text: str, stop_reason: str = "end_turn") -> Reply:
    """Return an answer of Claude's API."""
    return Reply(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "a-model",
            "content": [{"type": "text", "text": text}],
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "usage": {"input_tokens": 1200, "output_tokens": 300},
        }
    )


def answer(confidence: float = 0.9, **changes: object) -> dict[str, object]:
    """Return a valid answer of the model, changed."""
    hypothesis = {
        "rank": 1,
        "cause": "The image of the task is not in the registry",
        "evidence": ["E1"],
        "confidence_score": confidence,
        "recommended_action": "Push the image and deploy again",
    }
    valid = {
        "hypotheses": [hypothesis],
        "overall_confidence": confidence,
        "next_steps": ["Look at the job that pushes images"],
    }
    return valid | changes


def claude(confidence: float = 0.9, **changes: object) -> Reply:
    """Return a valid answer of the model, as the API sends it."""
    return message(json.dumps(answer(confidence, **changes)))
