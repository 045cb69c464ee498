"""GitHub's workflows, run by act on this machine, with stand-ins for the actions of others."""

import json
import os
import re
import subprocess
from pathlib import Path

from account import COMMANDS, Account

ACTIONS = Path(__file__).parent / "actions"
STAND_INS = {
    "actions/download-artifact": "bring",
    "actions/setup-node": "nothing",
    "actions/setup-python": "nothing",
    "actions/upload-artifact": "keep",
    "aquasecurity/trivy-action": "scan",
    "aws-actions/configure-aws-credentials": "sign-in",
    "hashicorp/setup-terraform": "nothing",
}


def act(
    account: Account,
    workflow: str,
    event: str,
    payload: dict,
    variables: dict[str, str],
    *arguments: str,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a workflow of a project for an event, with variables as the repository has them."""
    given = account.folder.parent / "event.json"
    given.write_text(json.dumps({"repository": {"default_branch": "main"}} | payload))
    home = account.folder.parent / "home"
    home.mkdir(exist_ok=True)
    inside = account.surroundings() | {
        "PATH": f"{COMMANDS / 'gates'}:{COMMANDS}:{os.environ['PATH']}",
        "ARTIFACTS": str(account.folder.parent / "artifacts"),
        **environment,
    }
    command = ["act", event, "--workflows", f".github/workflows/{workflow}", "--eventpath", given]
    command += ["--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--use-new-action-cache"]
    # The project has a file of this name, which is not for pipelines.
    command += ["--env-file", "/dev/null"]
    command += [part for name, value in inside.items() for part in ("--env", f"{name}={value}")]
    command += [part for name, value in variables.items() for part in ("--var", f"{name}={value}")]
    command += [
        part for action, name in stand_ins(account) for part in ("--local-repository", f"{action}={ACTIONS / name}")
    ]
    return subprocess.run(
        [*command, *arguments],
        cwd=account.folder,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=240,
    )


def stand_ins(account: Account) -> list[tuple[str, str]]:
    """Pair each action that the workflows use with what stands in for it."""
    workflows = (account.folder / ".github/workflows").glob("*.yml")
    used = {use for path in workflows for use in re.findall(r"uses: ([\w-]+/[\w-]+@\w+)", path.read_text())}
    return [
        (f"https://github.com/{use}", STAND_INS[use.split("@")[0]])
        for use in sorted(used)
        if not use.startswith("actions/checkout@")
    ]


def jobs(done: subprocess.CompletedProcess[str]) -> dict[str, bool]:
    """Map the jobs that ran to whether they succeeded."""
    ended = re.findall(r"\[(?:[^]/]+/)+([^]/]+?) *\] +🏁  Job (succeeded|failed)", done.stdout)
    return {job: result == "succeeded" for job, result in ended}
