"""checkov and trivy, each run once over many projects: starting them is what takes time."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SKIP = re.compile(r"#(?:checkov:skip=|trivy:ignore:)(?P<id>[A-Z0-9_-]+)(?:: *(?P<reason>.*))?")


@dataclass(frozen=True, order=True)
class Finding:
    """What a scanner found in a project."""

    project: str
    file: str
    id: str
    resource: str


@dataclass(frozen=True)
class Skip:
    """A finding that a file says is accepted."""

    file: str
    id: str
    reason: str | None


def checkov(folder: Path) -> list[Finding]:
    """Scan the projects in a folder with checkov."""
    options = ["--framework", "terraform", "--skip-download", "--compact", "--quiet", "--output", "json"]
    answer = scan(["checkov", "--directory", str(folder), *options])
    assert answer["summary"]["parsing_errors"] == 0
    assert answer["summary"]["passed"] > 0
    found = ((check["file_path"], check["check_id"], check["resource"]) for check in answer["results"]["failed_checks"])
    return [finding(path, identity, resource) for path, identity, resource in found]


def trivy(folder: Path) -> list[Finding]:
    """Scan the projects in a folder with trivy."""
    options = ["--skip-check-update", "--skip-version-check", "--misconfig-scanners", "terraform", "--format", "json"]
    answer = scan(["trivy", "config", *options, str(folder)])
    assert answer["Results"]
    return [
        finding(result["Target"], problem["ID"], problem["CauseMetadata"].get("Resource", ""))
        for result in answer["Results"]
        for problem in result.get("Misconfigurations", [])
    ]


def scan(command: list[str]) -> dict:
    """Run a scanner, which answers in JSON however many findings it has."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def finding(path: str, identity: str, resource: str) -> Finding:
    """Take a path apart: <project>/infrastructure/terraform/<file>."""
    parts = Path(path.lstrip("/")).parts
    return Finding(parts[0], parts[-1], identity, resource)


def skips(folder: Path) -> Iterator[Skip]:
    """Yield the findings that the Terraform files of a project accept."""
    for path in sorted(folder.rglob("*.tf")):
        for found in SKIP.finditer(path.read_text()):
            yield Skip(path.name, found["id"], found["reason"])
