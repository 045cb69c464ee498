"""Tests of cross-origin requests."""

from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

ALLOWED = "https://app.example.com"
FOREIGN = "https://evil.example.org"
PREFLIGHT = {"Access-Control-Request-Method": "GET"}


def client_with_cors_origin(origin: str | None) -> TestClient:
    return TestClient(create_app(Settings(cors_origin=origin)))


def test_no_origin_is_allowed_by_default() -> None:
    client = client_with_cors_origin(None)

    response = client.get("/api/v1/hello", headers={"Origin": ALLOWED})
    preflight = client.options("/api/v1/hello", headers={"Origin": ALLOWED, **PREFLIGHT})

    assert "access-control-allow-origin" not in response.headers
    assert preflight.status_code == 405


def test_the_configured_origin_is_allowed() -> None:
    client = client_with_cors_origin(ALLOWED)

    response = client.get("/api/v1/hello", headers={"Origin": ALLOWED})
    preflight = client.options("/api/v1/hello", headers={"Origin": ALLOWED, **PREFLIGHT})

    assert response.headers["access-control-allow-origin"] == ALLOWED
    assert preflight.status_code == 200


def test_a_foreign_origin_is_refused() -> None:
    client = client_with_cors_origin(ALLOWED)

    response = client.get("/api/v1/hello", headers={"Origin": FOREIGN})
    preflight = client.options("/api/v1/hello", headers={"Origin": FOREIGN, **PREFLIGHT})

    assert "access-control-allow-origin" not in response.headers
    assert preflight.status_code == 400
