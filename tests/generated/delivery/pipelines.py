"""GitLab's pipelines, run by gitlab-ci-local in the shell, with stand-ins for what takes long."""

import csv
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from account import COMMANDS, Account

DEFAULT_BRANCH = "main"
PROBE = "pipeline"


@dataclass
class Repository:
    """A project in git, on the branch that a pipeline runs for."""

    account: Account
    accounts: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    tag: str = ""

    @property
    def folder(self) -> Path:
        """Where the project is."""
        return self.account.folder

    def prepare(self) -> None:
        """Commit everything to the default branch, and make settings as DEPLOYMENT.md asks for."""
        pipeline = yaml.safe_load((self.folder / ".gitlab-ci.yml").read_text())
        # gitlab-ci-local does not ask the pipeline's own rules; a job that has them tells what they say.
        probe = {PROBE: {"stage": ".pre", "rules": pipeline["workflow"]["rules"], "script": ["true"]}}
        (self.folder / ".gitlab-ci-local.yml").write_text(yaml.safe_dump(probe))
        roles = {profile: role(profile) for profile in self.accounts}
        variables = {"AWS_ROLE_ARN": {"values": roles}, "AWS_TOKEN": "token", **self.settings}
        (self.folder / ".gitlab-ci-local-variables.yml").write_text(yaml.safe_dump(variables))
        self.tag = self.account.commit(DEFAULT_BRANCH)
        git = self.account.git
        git("remote", "add", "origin", "git@gitlab.example.com:team/sample.git")
        git("update-ref", f"refs/remotes/origin/{DEFAULT_BRANCH}", "HEAD")
        git("symbolic-ref", "refs/remotes/origin/HEAD", f"refs/remotes/origin/{DEFAULT_BRANCH}")

    def gitlab(self, branch: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run gitlab-ci-local on a branch, which begins at the default branch."""
        self.account.git("checkout", "--quiet", "-B", branch)
        variables = self.account.surroundings() | {
            "PATH": f"{COMMANDS / 'gates'}:{COMMANDS}:{os.environ['PATH']}",
            "HOME": str(self.folder.parent),
            **environment,
        }
        return subprocess.run(
            ["gitlab-ci-local", "--force-shell-executor", "--shell-isolation", *arguments],
            cwd=self.folder,
            env=variables,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=240,
        )

    def jobs(self, branch: str, *, given: dict[str, str] | None = None, merge_request: bool = False) -> dict[str, str]:
        """Map the jobs of a pipeline to their environments; a pipeline that is not made has none."""
        arguments = [f"--variable={name}={value}" for name, value in (given or {}).items()]
        if merge_request:
            arguments += ["--variable=CI_PIPELINE_SOURCE=merge_request_event", "--unset-variable=CI_COMMIT_BRANCH"]
        ignored = f"--ignore-predefined-vars={','.join(['CI_PIPELINE_SOURCE', *(given or {})])}"
        done = self.gitlab(branch, "--list-csv", ignored, *arguments)
        assert done.returncode == 0, done.stderr
        listed = {job["name"]: job for job in csv.DictReader(done.stdout.splitlines(), delimiter=";")}
        if PROBE not in listed:
            return {}
        return {name: shown(job) for name, job in listed.items() if name != PROBE}


def shown(job: dict[str, str]) -> str:
    """Tell a job's environment, and whether a person has to start it."""
    return f"{job['environment']} (manual)" if job["when"] == "manual" else job["environment"]


def role(profile: str) -> str:
    """Name the role of an account."""
    return f"arn:aws:iam::123456789012:role/{profile}"
