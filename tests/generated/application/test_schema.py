"""The API against its own description: random requests, as many as the description allows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from combinations import ALL
from conftest import Generate
from entra import Key, tenant
from postgres import postgres
from stack import Stack
from test_running import alembic

EXAMPLES = "60"


def schemathesis(url: str, log: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Ask a running API whatever its description allows, and what it does not."""
    command = [Path(sys.executable).parent / "schemathesis", "run", f"{url}/openapi.json", "--no-color"]
    command += ["--checks", "all", "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES]
    command += ["--seed", "20261121", "--generation-database", "none", *options]
    done = subprocess.run(command, cwd=log, env=os.environ, check=False, capture_output=True, text=True)
    (log / "schemathesis.log").write_text(done.stdout + done.stderr)
    return done


def test_the_api_does_as_it_says(generated: Generate, tmp_path: Path) -> None:
    project = generated("fargate-full", ALL["fargate-full"])
    key = Key("key-1")
    with postgres() as database, tenant(key) as server:
        assert alembic(project, database, "upgrade", "head").returncode == 0
        variables = database.variables | {"DEPLOY_ENVIRONMENT": "local", "ENTRA_JWKS_URL": server.url}
        with Stack(project, tmp_path, {}, variables).backend() as url:
            done = schemathesis(url, tmp_path, "--header", f"Authorization: Bearer {key.token()}")

    assert done.returncode == 0, done.stdout
    assert "Tested: 6" in done.stdout, done.stdout


@pytest.mark.parametrize("answer", ['{"message": 1}', "null"])
def test_an_answer_that_is_not_as_described_is_found(generated: Generate, tmp_path: Path, answer: str) -> None:
    project = generated("lambda-minimal", ALL["lambda-minimal"])
    lie = {
        "backend/app/routes/v1.py": {
            "async def hello() -> Hello:": f"async def hello() -> Hello:\n    return Response('{answer}', media_type='application/json')",
            "from fastapi import APIRouter": "from fastapi import APIRouter, Response",
        }
    }
    with Stack(project, tmp_path, lie, {"DEPLOY_ENVIRONMENT": "local"}).backend() as url:
        done = schemathesis(url, tmp_path)

    assert done.returncode == 1, done.stdout
    assert "Response violates schema" in done.stdout
