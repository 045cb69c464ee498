"""Tests of the security headers."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.security_headers import HEADERS
from app.settings import Settings


@pytest.mark.parametrize("path", ["/health", "/api/v1/hello", "/nothing", "/crash"])
def test_every_answer_has_every_header_once(app: FastAPI, client: TestClient, path: str) -> None:
    @app.get("/crash")
    def crash() -> None:
        raise RuntimeError

    headers = client.get(path).headers

    for name, value in HEADERS.items():
        assert headers.get_list(name) == [value]
    assert headers.get_list("content-security-policy") == [
        "default-src 'none'; frame-ancestors 'none'"
    ]


def test_the_documentation_pages_are_not_bound_by_the_policy() -> None:
    client = TestClient(create_app(Settings(deploy_environment="local")))

    assert "content-security-policy" not in client.get("/docs").headers
