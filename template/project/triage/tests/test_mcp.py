"""Tests of AWS's MCP server in place of the SDK, with a server made by MCP's own SDK."""

import json
import shlex
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import boto3
import pytest
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.types import CallToolResult, TextContent
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from triage.collect.inspector import InspectionError, Question
from triage.collect.mcp import command, connect, read_result, region_of, tool_name

SESSION = boto3.Session("AKIATEST", "secret", "token", region_name="eu-west-1")
QUESTION = Question("ecs", "describe_services", {"cluster": "my-app-dev", "services": ["my-app"]})


class AwsMcpServer:
    """Offers the tool of AWS's server, and keeps the commands and the headers it was sent."""

    def __init__(self, tool: str) -> None:
        self.commands: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.fails = False
        self.server = MCPServer("aws")
        self.server.add_tool(self.call_aws, name=tool)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/mcp"
        self.runner = uvicorn.Server(uvicorn.Config(self.app(), port=port, log_level="error"))

    def call_aws(self, cli_command: str) -> dict[str, Any]:
        """Run a command of the AWS CLI."""
        self.commands.append(cli_command)
        if "denied" in cli_command:
            return {"cli_command": cli_command, "error": "AccessDenied: not allowed"}
        body = json.dumps({"services": [{"serviceName": shlex.split(cli_command)[6]}]})
        return {"cli_command": cli_command, "error": None, "status_code": 200, "as_json": body}

    def app(self) -> ASGIApp:
        """Return the application, which keeps headers."""
        inner = self.server.streamable_http_app()

        async def keep(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                headers = {name.decode(): value.decode() for name, value in scope["headers"]}
                self.headers.append(headers)
                if self.fails:
                    await Response(status_code=503)(scope, receive, send)
                    return
            await inner(scope, receive, send)

        return keep


@contextmanager
def running(tool: str) -> Iterator[AwsMcpServer]:
    """Run a server whose tool has this name."""
    server = AwsMcpServer(tool)
    thread = Thread(target=server.runner.run)
    thread.start()
    while not server.runner.started and thread.is_alive():
        time.sleep(0.01)
    yield server
    server.runner.should_exit = True
    thread.join()


@pytest.fixture
def server() -> Iterator[AwsMcpServer]:
    """Return AWS's server, as a stand-in."""
    with running("aws___call_aws") as server:
        yield server


def test_a_question_over_http(server: AwsMcpServer) -> None:
    with connect(server.url, SESSION, "eu-west-1") as inspector:
        assert inspector.ask(QUESTION) == {"services": [{"serviceName": "my-app"}]}

    assert server.commands == [
        "aws ecs describe-services --cluster my-app-dev --services my-app --region eu-west-1"
    ]


def test_every_request_is_signed(server: AwsMcpServer) -> None:
    with connect(server.url, SESSION, "eu-west-1") as inspector:
        inspector.ask(QUESTION)

    assert server.headers
    for headers in server.headers:
        assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIATEST/")
        assert "/eu-west-1/aws-mcp/aws4_request" in headers["authorization"]
        assert headers["x-amz-security-token"] == "token"


def test_an_error_of_aws_is_told(server: AwsMcpServer) -> None:
    question = Question("ecs", "describe_services", {"cluster": "denied"})
    with (
        connect(server.url, SESSION, "eu-west-1") as inspector,
        pytest.raises(InspectionError, match="AccessDenied"),
    ):
        inspector.ask(question)


def test_a_server_without_the_tool_is_told() -> None:
    with (
        running("read_documentation") as server,
        pytest.raises(InspectionError, match="no tool call_aws but: read_documentation"),
        connect(server.url, SESSION, "eu-west-1"),
    ):
        pytest.fail("it has to refuse")


def test_a_server_that_is_not_there_is_told() -> None:
    with (
        pytest.raises(InspectionError, match="the MCP server: ConnectError"),
        connect("http://127.0.0.1:9/mcp", SESSION, "eu-west-1"),
    ):
        pytest.fail("it has to refuse")


def test_a_server_that_fails_is_told(server: AwsMcpServer) -> None:
    with connect(server.url, SESSION, "eu-west-1") as inspector:
        server.fails = True
        with pytest.raises(InspectionError, match="the MCP server"):
            inspector.ask(QUESTION)


def test_names_of_tools() -> None:
    assert tool_name(["search", "call_aws"]) == "call_aws"
    assert tool_name(["aws___call_aws"]) == "aws___call_aws"


def test_regions_of_endpoints() -> None:
    assert region_of("https://aws-mcp.us-east-1.api.aws/mcp") == "us-east-1"
    assert region_of("http://localhost:8000/mcp") is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            Question("elbv2", "describe_target_health", {"TargetGroupArn": "arn:1"}),
            "aws elbv2 describe-target-health --target-group-arn arn:1 --region eu-west-3",
        ),
        (
            Question("logs", "get_log_events", {"limit": 5, "startFromHead": False}),
            "aws logs get-log-events --limit 5 --no-start-from-head --region eu-west-3",
        ),
        (
            Question("ecr", "describe_images", {"imageIds": [{"imageDigest": "sha256:1"}]}),
            'aws ecr describe-images --image-ids \'[{"imageDigest": "sha256:1"}]\''
            " --region eu-west-3",
        ),
        (
            Question("ecs", "list_tasks", {"serviceName": "a; rm -rf /"}),
            "aws ecs list-tasks --service-name 'a; rm -rf /' --region eu-west-3",
        ),
    ],
)
def test_commands(question: Question, expected: str) -> None:
    assert command(question, "eu-west-3") == expected


def result(text: str, is_error: bool = False) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=is_error)


@pytest.mark.parametrize(
    "text",
    [
        '{"services": []}',
        '{"response": {"error": null, "status_code": 200, "json": "{\\"services\\": []}"}}',
        '{"result": [{"cli_command": "aws", "as_json": "{\\"services\\": []}"}]}',
    ],
)
def test_wrappings_of_answers(text: str) -> None:
    assert read_result(result(text)) == {"services": []}


@pytest.mark.parametrize("text", ["no JSON", "[]", "5"])
def test_an_answer_that_is_no_object_is_told(text: str) -> None:
    with pytest.raises(InspectionError, match="the MCP server answered no"):
        read_result(result(text))


def test_an_error_of_the_tool_is_told() -> None:
    with pytest.raises(InspectionError, match="invalid command"):
        read_result(result("invalid command", is_error=True))


def test_without_credentials_nothing_is_sent(
    server: AwsMcpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = boto3.Session(region_name="eu-west-1")
    monkeypatch.setattr(session, "get_credentials", lambda: None)
    with (
        pytest.raises(InspectionError, match="no credentials"),
        connect(server.url, session, "eu-west-1"),
    ):
        pytest.fail("it has to refuse")
    assert not server.headers
