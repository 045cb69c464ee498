"""Questions that go to AWS through its MCP server, as commands of the AWS CLI."""

import json
import re
import shlex
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import anyio.from_thread
import httpx2
from boto3 import Session
from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from triage.collect.inspector import Answer, InspectionError, Question

# The name that requests to the server are signed for.
SIGNING_NAME = "aws-mcp"
TIMEOUT_SECONDS = 30.0


class McpInspector:
    """Asks through the server's tool `call_aws`, which runs one command."""

    def __init__(
        self, portal: anyio.from_thread.BlockingPortal, client: Client, tool: str, region: str
    ) -> None:
        """Use a connected client, from a thread that is not the client's."""
        self._portal = portal
        self._client = client
        self._tool = tool
        self._region = region

    def ask(self, question: Question) -> Answer:
        """Return AWS's answer."""
        arguments = {"cli_command": command(question, self._region)}
        try:
            result = self._portal.call(self._client.call_tool, self._tool, arguments)
        except (MCPError, httpx2.HTTPError) as error:
            raise InspectionError(f"the MCP server: {error}") from error
        return read_result(result)


@contextmanager
def connect(endpoint: str, session: Session, region: str) -> Iterator[McpInspector]:
    """Connect to AWS's MCP server with the credentials of a session, whose role can only read."""
    http = httpx2.AsyncClient(
        auth=SignedBy(session, region_of(endpoint) or region), timeout=TIMEOUT_SECONDS
    )
    client = Client(
        streamable_http_client(endpoint, http_client=http), read_timeout_seconds=TIMEOUT_SECONDS
    )
    try:
        with (
            anyio.from_thread.start_blocking_portal() as portal,
            portal.wrap_async_context_manager(http),
            portal.wrap_async_context_manager(client),
        ):
            tools = portal.call(client.list_tools).tools
            yield McpInspector(portal, client, tool_name([tool.name for tool in tools]), region)
    except Exception as error:
        cause: BaseException = error
        while isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        raise InspectionError(f"the MCP server: {type(cause).__name__}: {cause}") from error


class SignedBy(httpx2.Auth):
    """Signs each request as AWS's own services want it."""

    requires_request_body = True

    def __init__(self, session: Session, region: str) -> None:
        """Sign with the credentials of a session."""
        self._session = session
        self._region = region

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Add the signature."""
        credentials = self._session.get_credentials()
        if credentials is None:
            raise InspectionError("no credentials to sign a request to the MCP server with")
        # Proxies may change this header on the way.
        headers = {name: value for name, value in request.headers.items() if name != "connection"}
        signed = AWSRequest(request.method, str(request.url), headers, request.content)
        SigV4Auth(credentials, SIGNING_NAME, self._region).add_auth(signed)
        request.headers.update(dict(signed.headers))
        yield request


def region_of(endpoint: str) -> str | None:
    """Return the region that an endpoint of AWS is in, which need not be the project's."""
    found = re.match(r"https://aws-mcp\.([a-z0-9-]+)\.api\.aws/", endpoint)
    return found[1] if found else None


def tool_name(names: list[str]) -> str:
    """Return the name of the tool that runs a command; servers put a prefix before it."""
    for name in names:
        if name.rpartition("___")[2] == "call_aws":
            return name
    raise InspectionError(f"the MCP server has no tool call_aws but: {', '.join(names)}")


def command(question: Question, region: str) -> str:
    """Return the question as a command of the AWS CLI."""
    words = ["aws", question.service, xform_name(question.operation, "-").replace("_", "-")]
    for name, value in question.parameters.items():
        option = f"--{xform_name(name, '-')}"
        if isinstance(value, bool):
            words.append(option if value else option.replace("--", "--no-", 1))
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            words += [option, json.dumps(value)]
        elif isinstance(value, list):
            words += [option, *map(str, value)]
        else:
            words += [option, str(value)]
    return shlex.join([*words, "--region", region])


def read_result(result: CallToolResult) -> Answer:
    """Return AWS's answer within a tool's result."""
    text = "\n".join(block.text for block in result.content if isinstance(block, TextContent))
    if result.is_error:
        raise InspectionError(text)
    return _unwrap(result.structured_content or text)


def _unwrap(value: Any) -> Answer:  # noqa: ANN401  # whatever a server sends
    """Return AWS's answer within what the server puts around it."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise InspectionError(f"the MCP server answered no JSON: {value[:200]}") from None
    if isinstance(value, list) and len(value) == 1:
        return _unwrap(value[0])
    if not isinstance(value, dict):
        raise InspectionError(f"the MCP server answered no object: {str(value)[:200]}")
    if value.get("error"):
        raise InspectionError(str(value["error"]))
    for wrapper in ("response", "result", "as_json", "json"):
        if value.get(wrapper):
            return _unwrap(value[wrapper])
    return value
