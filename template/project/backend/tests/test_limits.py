"""Tests of the limits of a request."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient

from app.limits import MAX_BODY_BYTES, MAX_HEADER_BYTES


@pytest.fixture(autouse=True)
def length_route(app: FastAPI) -> None:
    """Add a route that reads a body."""

    @app.post("/length")
    def length(body: Annotated[bytes, Body(media_type="application/octet-stream")]) -> int:
        return len(body)


def in_chunks(size: int) -> Iterator[bytes]:
    for start in range(0, size, 65536):
        yield b"x" * min(65536, size - start)


def test_a_body_at_the_limit_is_read(client: TestClient) -> None:
    assert client.post("/length", content=b"x" * MAX_BODY_BYTES).json() == MAX_BODY_BYTES
    assert client.post("/length", content=in_chunks(MAX_BODY_BYTES)).json() == MAX_BODY_BYTES


def test_a_larger_body_is_refused(client: TestClient) -> None:
    response = client.post("/length", content=b"x" * (MAX_BODY_BYTES + 1))

    assert response.status_code == 413
    assert response.json() == {"detail": "The body is too large"}
    assert "connection" not in response.headers  # Open until the answer has been read.


def test_a_larger_body_of_unknown_length_is_refused(client: TestClient) -> None:
    response = client.post("/length", content=in_chunks(MAX_BODY_BYTES + 1))

    assert response.status_code == 413


def test_large_headers_are_refused(client: TestClient) -> None:
    response = client.get("/health", headers={"X-Large": "x" * MAX_HEADER_BYTES})

    assert response.status_code == 431
    assert response.json() == {"detail": "The headers are too large"}


def test_a_refusal_has_an_id_and_the_security_headers(client: TestClient) -> None:
    headers = client.get("/health", headers={"X-Large": "x" * MAX_HEADER_BYTES}).headers

    assert headers["x-request-id"]
    assert headers["x-content-type-options"] == "nosniff"
