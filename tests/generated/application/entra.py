"""Stands in for Entra ID's keys: signs tokens and serves the public part."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import RSAAlgorithm

from combinations import CLIENT, TENANT


@dataclass
class Key:
    """A key pair of the tenant."""

    id: str
    private: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def public(self) -> dict[str, str]:
        """Return the public part as it is served."""
        return {**RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True), "kid": self.id, "use": "sig"}

    def write(self, path: Path) -> Path:
        """Write the private part as PEM."""
        path.write_bytes(self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return path

    def token(self) -> str:
        """Return an access token as the tenant issues it."""
        now = int(time.time())
        claims = {
            "aud": CLIENT,
            "exp": now + 600,
            "iat": now,
            "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
            "nbf": now,
            "oid": "00000000-0000-0000-0000-00000000000a",
            "scp": "access_as_user",
            "tid": TENANT,
            "ver": "2.0",
        }
        return jwt.encode(claims, self.private, algorithm="RS256", headers={"kid": self.id})


class Tenant(ThreadingHTTPServer):
    """Serves the keys that are valid at the moment."""

    keys: list[Key]

    @property
    def url(self) -> str:
        """Where the keys are."""
        return f"http://127.0.0.1:{self.server_port}/keys"


class Handler(BaseHTTPRequestHandler):
    """Answers every GET with the keys."""

    server: Tenant

    def do_GET(self) -> None:
        body = json.dumps({"keys": [key.public() for key in self.server.keys]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def tenant(*keys: Key) -> Iterator[Tenant]:
    """Serve keys until the block ends."""
    with Tenant(("127.0.0.1", 0), Handler) as server:
        server.keys = list(keys)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
