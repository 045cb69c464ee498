"""The gates of a pipeline, run by the commands that the pipelines give."""

import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from projects import ROOT

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scaffold" / "delivery"
TERRAFORM_OFFLINE = ROOT.parent / "shared/terraform-offline/setup.sh"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other workers out of a folder until the block ends."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install_backend(project: Path) -> None:
    """Give a project the environment that `make setup-backend` makes; it is made once for each lock file."""
    lock = project / "backend/requirements-dev.lock"
    CACHE.mkdir(parents=True, exist_ok=True)
    environment = CACHE / f"backend-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    with locked(environment):
        if not (environment / "installed").exists():
            subprocess.run(["uv", "venv", "--quiet", "--clear", "--python", sys.executable, environment], check=True)
            command = ["uv", "pip", "install", "--quiet", "--python", environment, "--require-hashes", "-r", lock]
            subprocess.run(command, check=True)
            (environment / "installed").touch()
    (project / "backend/.venv").symlink_to(environment)
    os.utime(lock, (0, 0))


def terraform_offline() -> Mapping[str, str]:
    """Return the variables by which Terraform finds its provider without a network."""
    answer = subprocess.run([TERRAFORM_OFFLINE], check=True, capture_output=True, text=True).stdout
    return {"TF_CLI_CONFIG_FILE": re.fullmatch(r"export TF_CLI_CONFIG_FILE='(.+)'\s*", answer)[1]}


def pipeline(project: Path) -> dict:
    """Read GitLab's pipeline of a project."""
    return yaml.safe_load((project / ".gitlab-ci.yml").read_text())


def gate(project: Path, job: str, only: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the commands of a gate, or one of them, as GitLab would."""
    commands = [command for command in pipeline(project)[job]["script"] if only in command]
    assert commands
    return subprocess.run(
        ["bash", "-e", "-c", "\n".join(commands)],
        cwd=project,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=200,
    )


def copy(project: Path, folder: Path) -> Path:
    """Copy a project to where it may be changed."""
    return Path(shutil.copytree(project, folder / "project", symlinks=True))


def append(path: Path, text: str) -> None:
    """Add something at the end of a file."""
    with path.open("a") as file:
        file.write(text)


def write_image(path: Path, files: Mapping[str, str]) -> None:
    """Write an image of one layer, in the form of `docker save`."""
    layer = archive({name: content.encode() for name, content in files.items()})
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
    }
    manifest = [{"Config": "config.json", "RepoTags": ["sample:test"], "Layers": ["layer.tar"]}]
    content = {
        "layer.tar": layer,
        "config.json": json.dumps(config).encode(),
        "manifest.json": json.dumps(manifest).encode(),
    }
    path.write_bytes(archive(content))


def archive(files: Mapping[str, bytes]) -> bytes:
    """Make an archive of files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
