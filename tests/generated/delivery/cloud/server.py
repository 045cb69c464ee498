"""A stand-in for one AWS account, as far as the scripts of a project talk to it.

Services of ECS that become stable, or fail to, are what it is for; no other stand-in has them.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cloud.application import Application
from cloud.functions import Function
from cloud.registry import Registry
from cloud.refusal import Refusal
from cloud.service import Service
from cloud.states import States

Reply = dict[str, Any] | bytes

SESSION = """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>{key}</AccessKeyId>
<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>"""


class Cloud:
    """What the account holds; tests set it up and look at it while the scripts run."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.service = Service()
        self.function = Function()
        self.application = Application()
        self.states = States()
        self.refused: set[str] = set()
        self.calls: list[str] = []
        self.sessions: dict[str, str] = {}
        self.roles: set[str] = set()
        self.lock = threading.RLock()
        self.url = ""

    def called(self, operation: str) -> int:
        """Count the calls of an operation."""
        return self.calls.count(operation)

    def used(self, authorization: str) -> None:
        """Note whose credentials signed a request."""
        signed_by = re.search(r"Credential=(\w+)/", authorization)
        if signed_by:
            self.roles.add(self.sessions.get(signed_by[1], "nobody"))

    def sign_in(self, body: bytes) -> bytes:
        """Give credentials for a role to who has a token."""
        request = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        if request["WebIdentityToken"] != "token":
            raise Refusal("InvalidIdentityToken", "not one of ours")
        key = f"ASIA{len(self.sessions):016}"
        self.sessions[key] = request["RoleArn"]
        return SESSION.format(key=key).encode()

    def by_target(self, target: str, request: dict[str, Any]) -> Reply:
        """Answer the services that name the operation in a header."""
        api, operation = target.split(".")
        self.calls.append(operation)
        if operation in self.refused:
            raise Refusal("AccessDeniedException", f"{operation} is not allowed")
        part = self.registry if "Registry" in api else self.service
        return part.answer(operation, request)

    def by_path(self, method: str, path: str, query: dict[str, str], body: bytes) -> Reply:
        """Answer what goes by paths: Lambda, the application itself, Terraform's state and what Terraform would do."""
        if b"Action=AssumeRoleWithWebIdentity" in body:
            return self.sign_in(body)
        if path.startswith("/2015-03-31/functions/"):
            self.calls.append(f"{method} {path.removeprefix('/2015-03-31/functions/')}")
            return self.function.answer(path, query, body, self.application)
        if path.startswith("/states/"):
            return self.states.answer(method, path.removeprefix("/states/"), body)
        if path.startswith("/terraform/"):
            self.calls.append(path)
            return self.applied(path.removeprefix("/terraform/"), query["digest"])
        return self.application.answer(path, self.running())

    def applied(self, resource: str, digest: str) -> Reply:
        """Change what Terraform changes when it applies a resource with this image."""
        part = self.function if self.function.versions else self.service
        if resource == "migration":
            self.service.register("sample-migration", digest)
        else:
            part.release(digest)
        return {}

    def running(self) -> str:
        """Return the digest of the image that answers requests."""
        return self.function.live if self.function.versions else self.service.running


@contextmanager
def serving() -> Iterator[Cloud]:
    """Let an account answer on a free port until the block ends."""
    cloud = Cloud()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(cloud))
    cloud.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield cloud
    finally:
        server.shutdown()
        server.server_close()


def handler(cloud: Cloud) -> type[BaseHTTPRequestHandler]:
    """Make the class that hands requests to an account."""

    class Handler(BaseHTTPRequestHandler):
        def handle_request(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            target = self.headers.get("X-Amz-Target")
            answer: Callable[[], Reply] = (
                (lambda: cloud.by_target(target, json.loads(body)))
                if target
                else (lambda: cloud.by_path(self.command, parts.path, query, body))
            )
            try:
                with cloud.lock:
                    cloud.used(self.headers.get("Authorization") or "")
                    self.reply(200, answer())
            except Refusal as refusal:
                self.reply(refusal.status, {"__type": refusal.code, "message": str(refusal)})

        do_GET = do_POST = do_LOCK = do_UNLOCK = handle_request

        def reply(self, status: int, content: Reply) -> None:
            payload = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: object) -> None:
            """Say nothing; failures show what the scripts said."""

    return Handler
