"""The application as it runs: nginx, the backend and PostgreSQL, on loopback."""

import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend import environment
from combinations import ALL, distinct
from conftest import Generate
from entra import Key, tenant
from frontend import built
from postgres import Server, postgres
from processes import get, status
from stack import Stack

FRONTENDS = {name: answers for name, answers in distinct(["frontend", "auth"]).items() if answers.get("frontend")}


@pytest.fixture(scope="module", params=list(FRONTENDS))
def url(request: pytest.FixtureRequest, generated: Generate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a project with and one without sign-in, and return its URL."""
    project = generated(request.param, ALL[request.param])
    with Stack(project, tmp_path_factory.mktemp("stack")).serving(built(project)) as url:
        yield url


def headers(url: str) -> dict[str, str]:
    return {name.lower(): value for name, value in get(url)[1].items()}


@pytest.mark.parametrize("path", ["/", "/profile", "/some/page"])
def test_pages_of_the_application_are_the_start_page(url: str, path: str) -> None:
    code, _, body = get(url + path)

    assert code == 200
    assert b'<div id="root">' in body
    assert headers(url + path)["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/missing.js", "/assets/missing.js", "/api/v1/missing", "/.env", "/.git/config"])
def test_what_is_not_there_is_not_the_start_page(url: str, path: str) -> None:
    code, _, body = get(url + path)

    assert code == 404
    assert b'<div id="root">' not in body


def test_assets_are_kept_and_the_configuration_is_not(url: str) -> None:
    asset = re.search(rb'"(/assets/[^"]+\.js)"', get(f"{url}/")[2])[1].decode()

    assert headers(url + asset)["cache-control"] == "public, max-age=31536000, immutable"
    assert headers(f"{url}/assets/missing.js")["cache-control"] == "no-cache"
    assert headers(f"{url}/api/v1/config")["cache-control"] == "no-store"


def test_every_answer_has_each_security_header_once(url: str) -> None:
    for path in ["/", "/health", "/api/v1/hello", "/missing.js", "/api/v1/missing", "/assets/missing.js"]:
        answer = get(url + path)[1]
        for name in ["Content-Security-Policy", "Strict-Transport-Security", "X-Frame-Options", "Cache-Control"]:
            assert len(answer.get_all(name)) == 1, (path, name)
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer.get_all("Server") == ["nginx"]


def test_the_redirect_page_may_be_framed_and_opened_by_the_application(url: str) -> None:
    code, _, _ = get(f"{url}/redirect.html")
    if get(f"{url}/api/v1/me")[0] == 404:  # There is no sign-in.
        assert code == 404
        return
    answer = headers(f"{url}/redirect.html")

    assert code == 200
    assert answer["cache-control"] == "no-store"
    assert answer["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["content-security-policy"]
    assert "cross-origin-opener-policy" not in answer
    assert headers(f"{url}/")["cross-origin-opener-policy"] == "same-origin"


def test_the_id_of_a_request_goes_all_the_way(url: str) -> None:
    assert get(f"{url}/api/v1/hello", {"X-Request-ID": "abc-123"})[1]["X-Request-ID"] == "abc-123"
    assert re.fullmatch("[0-9a-f]{32}", get(f"{url}/api/v1/hello", {"X-Request-ID": "a b"})[1]["X-Request-ID"])


def test_one_caller_cannot_take_everything(url: str) -> None:
    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(status, [f"{url}/api/v1/missing"] * 400))

    assert set(codes) == {404, 429}
    time.sleep(3)  # Until the caller is welcome again.
    assert status(f"{url}/api/v1/hello") == 200


# ── The database ─────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    """Run PostgreSQL."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="module")
def aurora(generated: Generate) -> Path:
    """Return a project with a database."""
    return generated("fargate-backend", ALL["fargate-backend"])


def alembic(project: Path, server: Server, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Alembic as the migration task does."""
    return subprocess.run(
        [environment(project) / "alembic", *command],
        cwd=project / "backend",
        env={"PATH": "/usr/bin:/bin", "DEPLOY_ENVIRONMENT": "staging", **server.variables, **variables},
        check=False,
        capture_output=True,
        text=True,
    )


def test_migrated_data_is_served(aurora: Path, database: Server, tmp_path: Path) -> None:
    with Stack(aurora, tmp_path, {}, database.variables).backend() as url:
        assert get(f"{url}/api/v1/greetings")[0] == 500, "there is no table yet"
        for command in (["upgrade", "head"], ["check"]):
            done = alembic(aurora, database, *command)
            assert done.returncode == 0, done.stdout + done.stderr

        assert get(f"{url}/ready")[2] == b'{"status":"ready","database":"ok"}'
        assert b"Hello from my-app" in get(f"{url}/api/v1/greetings")[2]

    assert alembic(aurora, database, "downgrade", "base").returncode == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"DATABASE_SSL_ROOT_CERT": "/etc/ssl/certs/ca-certificates.crt"}, id="unknown authority"),
        pytest.param({"DATABASE_HOST": "127.0.0.1"}, id="another name"),
        pytest.param({"DATABASE_PASSWORD": "wrong"}, id="wrong password"),
    ],
)
def test_a_doubtful_database_is_refused(aurora: Path, database: Server, tmp_path: Path, change: dict[str, str]) -> None:
    assert alembic(aurora, database, "current", **change).returncode != 0
    with Stack(aurora, tmp_path, {}, database.variables | change).backend() as url:
        assert status(f"{url}/ready") == 503
        assert status(f"{url}/health") == 200


# ── Stopping ─────────────────────────────────────────────────────────────────
def test_a_request_on_its_way_is_answered_before_the_backend_stops(generated: Generate, tmp_path: Path) -> None:
    project = generated("lambda-minimal", ALL["lambda-minimal"])
    slow = {
        "backend/app/routes/v1.py": {
            "async def hello() -> Hello:": "async def hello() -> Hello:\n    await asyncio.sleep(3)",
            "from fastapi import APIRouter": "import asyncio\n\nfrom fastapi import APIRouter",
        }
    }
    answers: list[int | None] = []
    with Stack(project, tmp_path, slow, {"DRAIN_SECONDS": "1"}).process() as (process, url):
        asking = threading.Thread(target=lambda: answers.append(status(f"{url}/api/v1/hello")))
        asking.start()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert status(f"{url}/ready") == 503
        asking.join()

    assert answers == [200]


# ── Bodies that are too large ────────────────────────────────────────────────
def test_a_refusal_reaches_who_is_still_sending(generated: Generate, tmp_path: Path) -> None:
    project = generated("lambda-minimal", ALL["lambda-minimal"])
    head = b"POST /api/v1/hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11000000\r\n\r\n"
    with Stack(project, tmp_path).backend() as url:
        address = url.removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
            connection.sendall(head)
            for _ in range(3):  # After the answer, too: a closed connection would be reset now.
                connection.sendall(bytes(65536))
                time.sleep(0.3)
            assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


# ── Keys of the sign-in ──────────────────────────────────────────────────────
def test_a_rotated_key_is_accepted_and_the_old_one_is_not(generated: Generate, tmp_path: Path) -> None:
    project = generated("fargate-full", ALL["fargate-full"])
    old, new = Key("old"), Key("new")
    sooner = {"backend/app/auth.py": {"JWKS_COOLDOWN_SECONDS = 30": "JWKS_COOLDOWN_SECONDS = 1"}}
    with (
        tenant(old) as server,
        Stack(project, tmp_path, sooner, {"ENTRA_JWKS_URL": server.url}).backend() as url,
    ):

        def me(key: Key) -> int:
            return get(f"{url}/api/v1/me", {"Authorization": f"Bearer {key.token()}"})[0]

        assert (me(old), me(new)) == (200, 401)
        server.keys = [new]
        time.sleep(1.5)
        assert (me(new), me(old)) == (200, 401)
