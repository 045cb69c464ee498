"""Tests of the check of access tokens, with real signatures and a local server of keys."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jwt.algorithms import RSAAlgorithm

from app.auth import TokenVerifier
from app.settings import Settings

KEY_ID = "key-1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_TENANT = "99999999-9999-9999-9999-999999999999"

Claims = dict[str, Any]


class JwksServer(HTTPServer):
    """Serves the public key and counts how often it is asked."""

    requests = 0


class JwksHandler(BaseHTTPRequestHandler):
    """Answers every GET with the key set."""

    server: JwksServer

    def do_GET(self) -> None:
        self.server.requests += 1
        jwk = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        body = json.dumps({"keys": [{**jwk, "kid": KEY_ID, "use": "sig"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def jwks() -> Iterator[JwksServer]:
    """Return the running server of keys."""
    with JwksServer(("127.0.0.1", 0), JwksHandler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def settings(jwks: JwksServer) -> Settings:
    """Return settings that lead to the server of keys."""
    return Settings(entra_jwks_url=f"http://127.0.0.1:{jwks.server_port}/keys")


def claims(settings: Settings, **changes: object) -> Claims:
    """Return the claims of an access token as Entra ID issues it, changed; `None` removes one."""
    now = int(time.time())
    tenant_id = settings.entra_tenant_id
    good = {
        "aud": settings.entra_client_id,
        "iss": f"https://login.microsoftonline.com/{tenant_id}/v2.0",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "name": "Ada Lovelace",
        "oid": "00000000-0000-0000-0000-00000000000a",
        "preferred_username": "ada@example.com",
        "scp": "profile access_as_user",
        "tid": tenant_id,
        "ver": "2.0",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(payload: Claims, key: rsa.RSAPrivateKey = KEY, key_id: str = KEY_ID) -> str:
    return jwt.encode(payload, key, algorithm="RS256", headers={"kid": key_id})


def get_me(client: TestClient, token: str) -> Any:
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


def test_a_good_token_says_who_calls(client: TestClient, settings: Settings) -> None:
    response = get_me(client, signed(claims(settings)))

    assert response.status_code == 200
    assert response.json() == {
        "id": "00000000-0000-0000-0000-00000000000a",
        "tenant_id": settings.entra_tenant_id,
        "name": "Ada Lovelace",
        "username": "ada@example.com",
    }


def test_no_token(client: TestClient) -> None:
    response = client.get("/api/v1/me")

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"aud": "api://other"}, id="wrong audience"),
        pytest.param({"iss": "https://sts.windows.net/x/"}, id="wrong issuer"),
        pytest.param({"tid": OTHER_TENANT}, id="wrong tenant"),
        pytest.param({"exp": 1}, id="expired"),
        pytest.param({"nbf": 2**40}, id="not yet valid"),
        pytest.param({"scp": "profile"}, id="wrong scope"),
        pytest.param({"scp": None}, id="no scope, as in an id token"),
        pytest.param({"scp": None, "roles": ["access_as_user"]}, id="token of an application"),
        pytest.param({"exp": None}, id="never expires"),
        pytest.param({"oid": None}, id="no user"),
    ],
)
def test_wrong_claims_are_refused(client: TestClient, settings: Settings, changes: Claims) -> None:
    response = get_me(client, signed(claims(settings, **changes)))

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned_part(payload: Claims, algorithm: str) -> str:
    header = {"alg": algorithm, "kid": KEY_ID, "typ": "JWT"}
    return f"{part(json.dumps(header).encode())}.{part(json.dumps(payload).encode())}"


def unsigned(payload: Claims) -> str:
    return unsigned_part(payload, "none") + "."


def signed_with_the_public_key(payload: Claims) -> str:
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    content = unsigned_part(payload, "HS256")
    return f"{content}.{part(hmac.digest(public, content.encode(), 'sha256'))}"


@pytest.mark.parametrize(
    "make_token",
    [
        pytest.param(unsigned, id="algorithm none"),
        pytest.param(signed_with_the_public_key, id="algorithm HS256"),
        pytest.param(lambda payload: signed(payload, key=OTHER_KEY), id="wrong key"),
        pytest.param(lambda payload: signed(payload, key_id="unknown"), id="unknown key"),
        pytest.param(lambda _: "not-a-token", id="no token at all"),
    ],
)
def test_wrong_signatures_are_refused(
    client: TestClient, settings: Settings, make_token: Callable[[Claims], str]
) -> None:
    assert get_me(client, make_token(claims(settings))).status_code == 401


def test_made_up_key_ids_are_not_passed_on(
    client: TestClient, settings: Settings, jwks: JwksServer
) -> None:
    for number in range(10):
        get_me(client, signed(claims(settings), key_id=f"made-up-{number}"))

    assert jwks.requests <= 2


def test_unreachable_keys_are_not_the_callers_fault(
    app: FastAPI, client: TestClient, settings: Settings
) -> None:
    nowhere = settings.model_copy(update={"entra_jwks_url": "http://127.0.0.1:1/keys"})
    app.state.tokens = TokenVerifier.for_tenant(nowhere)

    assert get_me(client, signed(claims(settings))).status_code == 503
