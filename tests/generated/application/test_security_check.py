"""`scripts/security-check` on what really runs: nothing found when sound, each defence missed when it is gone."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from breakages import BACKEND_ALONE, BEHIND_A_BALANCER, BEHIND_NGINX, Breakage
from combinations import ALL
from conftest import Generate
from entra import Key, tenant
from frontend import built
from stack import Stack, balancer

SOUND = Breakage("sound", frozenset())


@pytest.fixture(scope="module")
def full(generated: Generate) -> Path:
    """Return the project with everything, nginx in front."""
    return generated("fargate-full", ALL["fargate-full"])


@pytest.fixture(scope="module")
def alone(generated: Generate) -> Path:
    """Return a project whose backend has nothing in front."""
    return generated("fargate-backend", ALL["fargate-backend"])


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Serve a tenant's key; return the variables that lead the backend and the script to it."""
    key = Key("key-1")
    with tenant(key) as server:
        yield {
            "ENTRA_JWKS_URL": server.url,
            "TOKEN_KEY": str(key.write(tmp_path_factory.mktemp("keys") / "key.pem")),
            "TOKEN_KEY_ID": key.id,
        }


@pytest.fixture(scope="module")
def sound_backend(full: Path, signing: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the backend as it is, for the mistakes that are elsewhere."""
    with Stack(full, tmp_path_factory.mktemp("sound"), {}, signing).backend() as url:
        yield url


@contextmanager
def behind_nginx(project: Path, work: Path, breakage: Breakage, signing: dict[str, str], sound: str) -> Iterator[str]:
    """Run a project with a defence taken out, and return its URL."""
    stack = Stack(project, work, breakage.edits, {**signing, **breakage.variables})
    with ExitStack() as started:
        broken = breakage.variables or any(path.startswith("backend/") for path in breakage.edits)
        backend = started.enter_context(stack.backend()) if broken else sound
        yield started.enter_context(stack.nginx(backend, served(project, work, breakage)))


def served(project: Path, work: Path, breakage: Breakage) -> Path:
    """Return the built frontend, with what should not be in it."""
    dist = built(project)
    if not breakage.served:
        return dist
    folder = shutil.copytree(dist, work / "served")
    for name, content in breakage.served.items():
        (folder / name).write_text(content)
    return folder


def security_check(project: Path, url: str, **variables: str) -> dict[str, str]:
    """Run the script and return each row's verdict by its name; its exit code has to agree."""
    done = subprocess.run(
        [project / "scripts" / "security-check", url],
        env=os.environ | variables,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    table = done.stdout.partition("\n\n")[0].splitlines()
    rows = {line[9:53].strip(): line[:8].strip() for line in table}
    assert len(rows) == len(table) >= 17, f"{done.stdout}\n{done.stderr}"
    assert done.returncode == ("FINDING" in rows.values()), done.stdout
    return rows


def findings(rows: dict[str, str]) -> set[str]:
    """Return the names of the rows that found something."""
    return {name for name, verdict in rows.items() if verdict == "FINDING"}


def through_balancer(url: str, project: Path, work: Path, breakage: Breakage, **signing: str) -> dict[str, str]:
    """Check a running project behind a load balancer with TLS."""
    with balancer(url, work, breakage.balancer) as outer:
        return security_check(project, outer, **signing, CURL_CA_BUNDLE=str(work / "certificate.pem"))


def test_nothing_is_found_behind_a_balancer(
    full: Path, signing: dict[str, str], sound_backend: str, tmp_path: Path
) -> None:
    with behind_nginx(full, tmp_path, SOUND, signing, sound_backend) as url:
        rows = through_balancer(url, full, tmp_path, SOUND, **signing)

    assert set(rows.values()) == {"ok"}
    broken = {finding for breakage in BEHIND_A_BALANCER + BEHIND_NGINX + BACKEND_ALONE for finding in breakage.findings}
    assert broken == set(rows), "each row has a breakage that it finds, and the other way round"


def test_nothing_is_found_on_the_backend_alone(alone: Path, tmp_path: Path) -> None:
    with Stack(alone, tmp_path).backend() as url:
        rows = security_check(alone, url)

    assert findings(rows) == set()
    assert [name for name, verdict in rows.items() if verdict == "skipped"] == ["HSTS, redirect to HTTPS, TLS 1.1"]


@pytest.mark.parametrize("breakage", BEHIND_NGINX, ids=lambda breakage: breakage.name)
def test_a_missing_defence_is_found(
    full: Path, signing: dict[str, str], sound_backend: str, tmp_path: Path, breakage: Breakage
) -> None:
    with behind_nginx(full, tmp_path, breakage, signing, sound_backend) as url:
        rows = security_check(full, url, **signing)

    assert findings(rows) == breakage.findings


@pytest.mark.parametrize("breakage", BACKEND_ALONE, ids=lambda breakage: breakage.name)
def test_a_missing_defence_of_the_backend_is_found(alone: Path, tmp_path: Path, breakage: Breakage) -> None:
    with Stack(alone, tmp_path, breakage.edits, breakage.variables).backend() as url:
        rows = security_check(alone, url)

    assert findings(rows) == breakage.findings


@pytest.mark.parametrize("breakage", BEHIND_A_BALANCER, ids=lambda breakage: breakage.name)
def test_a_missing_defence_of_the_transport_is_found(
    full: Path, signing: dict[str, str], sound_backend: str, tmp_path: Path, breakage: Breakage
) -> None:
    with behind_nginx(full, tmp_path, breakage, signing, sound_backend) as url:
        rows = through_balancer(url, full, tmp_path, breakage, **signing)

    assert findings(rows) == breakage.findings
