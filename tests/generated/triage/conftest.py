"""One generated project for the whole suite, and an account, Claude's API and Slack for each test."""

import fcntl
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import account as accounts
from account import LOG_GROUP, NAME, Account
from agent import Agent
from projects import EXAMPLES, generate


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a project with the agent, its packages installed; all workers share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "my-app"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            generate(folder, EXAMPLES["fargate-full"] | {"triage_agent": True})
            subprocess.run(["make", "setup-triage"], cwd=folder, check=True, timeout=600)
    return folder


@pytest.fixture(scope="session")
def http(project: Path) -> ModuleType:
    """Return the small servers that the project's own tests use."""
    spec = importlib.util.spec_from_file_location("triage_http", project / "triage/tests/http.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def account() -> Iterator[Account]:
    """Return an account that holds what Terraform makes for the agent."""
    with accounts.running() as account:
        logs = account.client("logs")
        for group in (LOG_GROUP, f"{LOG_GROUP}/triage"):
            logs.create_log_group(logGroupName=group)
        for stream in ("reports", "review", "runs"):
            logs.create_log_stream(logGroupName=f"{LOG_GROUP}/triage", logStreamName=stream)
        account.client("sqs").create_queue(QueueName=f"{NAME}-triage", Attributes={"VisibilityTimeout": "1"})
        yield account


@pytest.fixture
def claude(http: ModuleType) -> Iterator[Any]:
    """Return Claude's API, which is sure of its answer."""
    with http.serving(http.claude(0.9)) as server:
        yield server


@pytest.fixture
def slack(http: ModuleType) -> Iterator[Any]:
    """Return Slack."""
    with http.serving(http.Reply("ok")) as server:
        yield server


@pytest.fixture
def agent(project: Path, account: Account, claude: Any, slack: Any) -> Agent:
    """Return the agent between its stand-ins."""
    return Agent(project, account, claude, slack)
