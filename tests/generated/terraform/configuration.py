"""The Terraform of a generated project, and the commands that a person runs in it."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects import Answers, generate

FOLDER = Path("infrastructure/terraform")
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
NETWORK = {
    "account_id": '"123456789012"',
    "vpc_id": '"vpc-0a1b2c3d"',
    "private_subnet_ids": '["subnet-0a1b2c3d", "subnet-1a2b3c4d"]',
    "public_subnet_ids": '["subnet-2a3b4c5d", "subnet-3a4b5c6d"]',
    "private_security_group_id": '"sg-0a1b2c3d"',
    "public_security_group_id": '"sg-1a2b3c4d"',
}


@dataclass(frozen=True)
class Result:
    """What a command said and how it ended."""

    code: int
    output: str


@dataclass(frozen=True)
class Configuration:
    """The Terraform folder of a project."""

    project: Path

    @property
    def folder(self) -> Path:
        """Where Terraform runs."""
        return self.project / FOLDER

    def terraform(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Result:
        """Run Terraform, however it ends."""
        given = [f"-var={name}={value}" for name, value in (variables or {}).items()]
        command = ["terraform", *arguments, "-no-color", *given]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return Result(done.returncode, done.stdout + done.stderr)

    def succeed(self, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
        """Run Terraform, which has to succeed, and return what it printed."""
        result = self.terraform(*arguments, variables=variables)
        assert result.code == 0, f"terraform {' '.join(arguments)}\n{result.output}"
        return result.output

    def fill(self) -> None:
        """Put values in the place of what discovery finds."""
        locals_file = self.folder / "locals.tf"
        text = locals_file.read_text()
        for attribute, value in NETWORK.items():
            text = re.sub(rf'(?m)^( +{attribute} += )\[?"PLACEHOLDER"\]?$', rf"\g<1>{value}", text)
        locals_file.write_text(text)

    def keep_state_here(self) -> None:
        """Keep the state in the folder, not in S3."""
        (self.folder / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')

    def replace(self, file: str, old: str, new: str) -> None:
        """Change one place of a file."""
        path = self.folder / file
        text = path.read_text()
        assert text.count(old) == 1, f"{file} holds {text.count(old)} times: {old}"
        path.write_text(text.replace(old, new))

    def copy(self, project: Path) -> "Configuration":
        """Copy the project, its state included."""
        shutil.copytree(self.project, project, symlinks=True)
        return Configuration(project)

    def state(self) -> dict[str, Any]:
        """Read resources, data sources and outputs as they were applied."""
        return json.loads(self.succeed("show", "-json"))["values"]


def render(project: Path, answers: Answers) -> Configuration:
    """Make a project, ready for `terraform init`."""
    return Configuration(generate(project, answers))


def deployable(project: Path, answers: Answers) -> Configuration:
    """Make a project that is filled in and initialised, with its state beside it."""
    configuration = render(project, answers)
    configuration.fill()
    configuration.keep_state_here()
    configuration.succeed("init", "-input=false")
    return configuration
