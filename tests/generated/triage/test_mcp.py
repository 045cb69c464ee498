"""AWS's MCP server gives the same evidence as the SDK: a server of MCP's own SDK that runs the real AWS CLI."""

import json
import os
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
import uvicorn
from account import Account
from agent import Agent
from failures import FAILURES
from findings import shown
from mcp.server.mcpserver import MCPServer


class AwsMcpServer:
    """Offers the tool of AWS's server on the local account."""

    def __init__(self, account: Account) -> None:
        self.commands: list[str] = []
        self.account = account
        server = MCPServer("aws")
        server.add_tool(self.call_aws, name="aws___call_aws")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/mcp"
        self.runner = uvicorn.Server(uvicorn.Config(server.streamable_http_app(), port=port, log_level="error"))

    def call_aws(self, cli_command: str) -> dict[str, Any]:
        """Run a command of the AWS CLI."""
        self.commands.append(cli_command)
        environment = {
            "PATH": os.environ["PATH"],
            "AWS_ACCESS_KEY_ID": "AKIAPREPARE",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": self.account.url,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        command = [*shlex.split(cli_command), "--output", "json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        error = done.stderr.strip() if done.returncode else None
        return {"cli_command": cli_command, "error": error, "as_json": done.stdout or "{}"}


@contextmanager
def running(account: Account) -> Iterator[AwsMcpServer]:
    """Run a server of an account."""
    server = AwsMcpServer(account)
    thread = Thread(target=server.runner.run, daemon=True)
    thread.start()
    while not server.runner.started and thread.is_alive():
        time.sleep(0.01)
    yield server
    server.runner.should_exit = True
    thread.join()


@pytest.mark.parametrize("name", ["out-of-memory", "stack-rolls-back"])
def test_the_same_evidence(name: str, agent: Agent) -> None:
    event = FAILURES[name].prepare(agent.account)
    agent.run(event)
    by_sdk = agent.sent
    with running(agent.account) as server:
        agent.settings["TRIAGE_MCP_ENDPOINT"] = server.url
        agent.account.calls.clear()
        agent.run(event)

    assert shown(agent.sent) == shown(by_sdk)
    assert len(server.commands) >= 3
    assert not [call for call in agent.account.calls if call.by_evidence_role]
    assert all(command.startswith("aws ") and command.endswith("--region eu-west-1") for command in server.commands)
    assert "hunter2" not in json.dumps(agent.claude.requests)


def test_a_server_that_is_not_there_costs_no_evidence(agent: Agent) -> None:
    agent.settings["TRIAGE_MCP_ENDPOINT"] = "http://127.0.0.1:9/mcp"
    output = agent.run(FAILURES["out-of-memory"].prepare(agent.account))

    assert "the SDK is asked instead" in output
    assert "OutOfMemoryError" in agent.sent
