"""Scenarios in Chromium, against a running project and a stand-in for Entra ID."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from combinations import CLIENT, TENANT
from frontend import built
from processes import free_port, get, running, status
from stack import Stack, certificate
from tools import NODE_TOOLS


@dataclass(frozen=True)
class Site:
    """A project that runs, and the ports of its Entra ID."""

    url: str
    entra_port: int
    keys_port: int
    scenarios: Path

    def run(self, scenario: str, *arguments: str) -> Any:
        """Run a scenario and return what it tells."""
        done = subprocess.run(
            ["node", self.scenarios / f"{scenario}.mjs", self.url, str(self.entra_port), *arguments],
            env=os.environ | {"CHROMIUM": shutil.which("chromium")},
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """Return the requests of a kind that Entra ID has had."""
        seen = json.loads(get(f"http://127.0.0.1:{self.keys_port}/seen")[2])
        return [request for request in seen if request["kind"] == kind]


def scenarios(work: Path) -> Path:
    """Return a folder from which the scenarios find their packages, as Node looks for them."""
    folder = shutil.copytree(Path(__file__).parent / "node", work / "scenarios")
    (folder / "node_modules").symlink_to(NODE_TOOLS)
    return folder


@contextmanager
def site(project: Path, work: Path, **variables: str) -> Iterator[Site]:
    """Run a project, with a stand-in for the tenant of its sign-in."""
    entra_port, keys_port = free_port(), free_port()
    settings = {
        "port": entra_port,
        "keysPort": keys_port,
        "key": str(work / "key.pem"),
        "certificate": str(certificate(work)),
        "tenant": TENANT,
        "client": CLIENT,
    }
    keys = f"http://127.0.0.1:{keys_port}"
    folder = scenarios(work)
    command = ["node", folder / "entra.mjs", json.dumps(settings)]
    with (
        running(command, work / "entra.log", lambda: status(keys) == 200, env=os.environ | variables),
        Stack(project, work, {}, {"APP_VERSION": "1.4.2", "ENTRA_JWKS_URL": keys}).serving(built(project)) as url,
    ):
        yield Site(url.replace("127.0.0.1", "localhost"), entra_port, keys_port, folder)
