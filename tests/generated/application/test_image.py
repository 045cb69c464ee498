"""The image: built by the project's Dockerfile, and run as Fargate runs it."""

import json
from collections.abc import Iterator

import pytest

from combinations import ALL
from conftest import Generate
from container import Container, container
from image import Builder

MISSING = Builder.missing()
pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"NOT RUN: this machine lacks {', '.join(MISSING)}"),
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("image"),
]
IMAGES = ["fargate-full", "lambda-minimal"]
DRAIN_SECONDS = 2


@pytest.fixture(scope="module", params=IMAGES)
def running(
    request: pytest.FixtureRequest, generated: Generate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Container]]:
    """Build and run an image; return the project's name and the container."""
    project = generated(f"untouched-{request.param}", ALL[request.param])
    work = tmp_path_factory.mktemp(request.param)
    builder = Builder()
    with (
        builder.built(project, work) as image,
        container(builder, image, work, {"DEPLOY_ENVIRONMENT": "staging", "DRAIN_SECONDS": str(DRAIN_SECONDS)}) as one,
    ):
        yield request.param, one


def test_it_answers(running: tuple[str, Container]) -> None:
    name, one = running

    assert one.status("/api/v1/hello") == "200"
    assert one.status("/") == ("200" if name == "fargate-full" else "404")
    config = json.loads(one.inside("curl", "-s", "http://127.0.0.1:8080/api/v1/config").stdout)
    assert (config["environment"], config["version"]) == ("staging", "1.4.2")


def test_nobody_in_it_is_root(running: tuple[str, Container]) -> None:
    assert running[1].users() == {"10001"}


def test_only_what_is_needed_is_in_it(running: tuple[str, Container]) -> None:
    name, one = running
    app = {str(path.relative_to(one.root / "app")) for path in (one.root / "app").rglob("*")}

    assert "backend/app/main.py" in app
    assert not [path for path in app if "test" in path or "node_modules" in path or path.endswith((".ts", ".tsx"))]
    assert not (one.root / "opt/venv/bin/pip").exists()
    assert not (one.root / "opt/venv/bin/pytest").exists()
    assert (one.root / "opt/extensions/lambda-adapter").exists() == name.startswith("lambda")
    bundle = one.root / "etc/ssl/certs/rds-global-bundle.pem"
    assert bundle.exists() == (name == "fargate-full")
    assert not bundle.exists() or bundle.stat().st_mode & 0o777 == 0o444


def test_its_logs_are_json(running: tuple[str, Container]) -> None:
    _, one = running
    one.status("/api/v1/hello")
    one.status("/missing.js")

    # Until the backend has started, nginx complains in its own way.
    written = [line for line in one.log.read_text().splitlines() if "connect() failed" not in line]
    lines = [json.loads(line) for line in written]
    assert {line["path"] for line in lines if line["message"] == "request"} >= {"/api/v1/hello", "/missing.js"}
    assert all(line["request_id"] for line in lines if line["message"] == "request")


# The last of the tests that share a container, since it stops it.
def test_sigterm_drains_within_the_time(running: tuple[str, Container]) -> None:
    _, one = running

    seconds = one.stop()

    assert DRAIN_SECONDS <= seconds < DRAIN_SECONDS + 15
    assert one.process.returncode == 0
    assert '"draining for' in one.log.read_text()
