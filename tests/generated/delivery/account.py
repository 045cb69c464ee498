"""A project's scripts beside an account: real bash, aws, jq and Terraform, and a stand-in for AWS."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cloud.server import Cloud
from combinations import PROFILE

from projects import Answers

HERE = Path(__file__).parent
COMMANDS = HERE / "commands"
MIGRATION_OUTPUTS = {
    "ecs_cluster_name",
    "migration_task_definition_arn",
    "private_subnet_ids",
    "task_security_group_ids",
}
OLD = "aaaaaaaaaaaa"
NEW = "bbbbbbbbbbbb"


@dataclass(frozen=True)
class Result:
    """How a script ended and what it said."""

    code: int
    stdout: str
    stderr: str


@dataclass
class Account:
    """A project that is deployed to an account."""

    folder: Path
    answers: Answers
    cloud: Cloud
    profile: str = PROFILE

    @property
    def terraform(self) -> Path:
        """Where Terraform runs."""
        return self.folder / "infrastructure/terraform"

    def prepare(self) -> None:
        """Put the stand-in of the infrastructure in its place, as `make bootstrap` leaves it."""
        shutil.rmtree(self.terraform)
        (self.terraform / "backends").mkdir(parents=True)
        shutil.copy(HERE / "terraform/main.tf", self.terraform)
        migrates = self.answers.get("database") == "aurora"
        self.write("settings.json", {"url": self.cloud.url, "migrates": migrates})
        # A migration needs these before the service is there.
        early = {name: ["terraform_data.migration"] for name in self.outputs() if name in MIGRATION_OUTPUTS}
        described = {
            name: {"value": value, "depends_on": early.get(name, [])} for name, value in self.outputs().items()
        }
        self.write("outputs.tf.json", {"output": described})
        self.add_profile()

    def add_profile(self) -> None:
        """Make the profile's account one of the project's, bootstrapped."""
        state = f"{self.cloud.url}/states/{self.profile}"
        backend = {"address": state, "lock_address": state, "unlock_address": state}
        lines = [f'{name} = "{value}"\n' for name, value in backend.items()]
        (self.terraform / f"backends/{self.profile}.hcl").write_text("".join(lines))
        self.write_state(self.bootstrapped())

    def checkout(self, name: str) -> "Account":
        """Copy the project to where another pipeline works on it; the state is the same."""
        folder = shutil.copytree(self.folder, self.folder.parent / name / "project", symlinks=True)
        return replace(self, folder=Path(folder))

    def bootstrapped(self) -> dict[str, Any]:
        """What is known before the first deployment."""
        return {name: value for name, value in self.outputs().items() if name.startswith(("ecr_", "aws_"))}

    def write(self, name: str, content: object) -> None:
        """Write a JSON file beside Terraform's."""
        (self.terraform / name).write_text(json.dumps(content))

    def write_state(self, outputs: Mapping[str, Any]) -> None:
        """Write a state that holds these outputs."""
        described = {name: {"value": value, "type": kind(value)} for name, value in outputs.items()}
        header = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "sample", "resources": []}
        self.cloud.states.contents[self.profile] = json.dumps(header | {"outputs": described}).encode()

    def deployed(self, tag: str = OLD) -> str:
        """Let an image run that was deployed before the test, and return its digest."""
        digest = self.cloud.registry.push(tag)
        part = self.cloud.service if self.answers["compute"] == "fargate" else self.cloud.function
        part.settled(digest)
        self.write_state(self.outputs())
        return digest

    def outputs(self) -> dict[str, Any]:
        """The outputs of the project's Terraform."""
        outputs: dict[str, Any] = {
            "aws_region": "eu-west-1",
            "ecr_repository_name": "sample",
            "ecr_repository_url": "registry.example.com/sample",
            "log_group_name": "/sample/lab",
        }
        if self.answers.get("expose_url", True):
            outputs["app_url"] = self.cloud.url
        if self.answers["compute"] == "fargate":
            outputs |= {"ecs_service_name": "sample", "task_family": "sample"}
        else:
            outputs |= {"lambda_function_name": "sample", "lambda_alias_name": "live"}
        if self.answers["compute"] == "fargate" or self.answers.get("database") == "aurora":
            outputs |= {"ecs_cluster_name": "sample", "private_subnet_ids": ["subnet-1", "subnet-2"]}
            outputs |= {"task_security_group_ids": ["sg-1"], "migration_task_definition_arn": "sample-migration"}
        return outputs

    def surroundings(self) -> dict[str, str]:
        """Return the variables that lead a pipeline to the stand-ins, and make it impatient."""
        return {
            "CI": "true",
            "AWS_ENDPOINT_URL": self.cloud.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CHECKPOINT_DISABLE": "1",
            "COMMANDS_LOG": str(self.log),
            "ROLLOUT_INTERVAL": "0",
            "SMOKE_INTERVAL": "0.3",
            "SMOKE_TIMEOUT": "1",
        }

    def commit(self, branch: str = "main") -> str:
        """Commit everything to a new repository and return the commit's image tag."""
        self.git("init", "--quiet", "--initial-branch", branch)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "First")
        return self.git("rev-parse", "HEAD")[:12]

    def git(self, *arguments: str) -> str:
        """Run git in the project."""
        identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout.strip()

    def command(self, script: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start a script of the project."""
        environment = self.surroundings() | {
            "PATH": f"{COMMANDS}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            **variables,
        }
        command = [self.folder / "scripts" / script, *arguments]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, script: str, *arguments: str, **variables: str) -> Result:
        """Run a script of the project."""
        return finished(self.command(script, *arguments, **variables))

    def deploy(self, tag: str = NEW, **variables: str) -> Result:
        """Deploy an image."""
        return self.run("deploy", self.profile, tag, **variables)

    @property
    def log(self) -> Path:
        """Where commands that stand in for others record their calls."""
        return self.folder.parent / "commands.log"

    def commands(self) -> list[str]:
        """List the calls of commands that stand in for others."""
        return self.log.read_text().splitlines() if self.log.exists() else []


def finished(process: subprocess.Popen[str]) -> Result:
    """Wait for a script."""
    stdout, stderr = process.communicate(timeout=240)
    return Result(process.returncode, stdout, stderr)


def kind(value: object) -> object:
    """Name a value's type as Terraform does."""
    return ["tuple", ["string"] * len(value)] if isinstance(value, list) else "string"
