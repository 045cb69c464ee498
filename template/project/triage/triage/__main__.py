"""The command line: `python -m triage queue` and `python -m triage local FILE`."""

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import boto3
from botocore.config import Config

from triage.collect import InspectionError, Inspector
from triage.collect.mcp import connect
from triage.collect.sdk import SdkInspector
from triage.deliver.log import LogStreams
from triage.local import run_locally
from triage.queue import drain
from triage.run import Agent
from triage.secrets import Secrets, read_secrets
from triage.settings import Settings

logger = logging.getLogger(__name__)

CLIENT_CONFIG = Config(
    connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 4}
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="triage", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("queue", help="explain the failures that wait in the queue")
    local = commands.add_parser("local", help="explain a saved event, here")
    local.add_argument("event", type=Path, help="file of an event of EventBridge")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(message)s")
    settings = Settings.read()
    session = boto3.Session(region_name=settings.region)

    if given.command == "local":
        return run_locally(given.event, settings, partial(inspect, session, settings), sys.stdout)
    if not (settings.queue_url and settings.log_group):
        parser.error("TRIAGE_QUEUE_URL and TRIAGE_LOG_GROUP have to be set")
    agent = Agent(
        settings=settings,
        secrets=secrets_of(session, settings),
        log=LogStreams(session.client("logs", config=CLIENT_CONFIG), settings.log_group),
        inspector=partial(inspect, session, settings),
    )
    queue = session.client("sqs", config=CLIENT_CONFIG)
    handled = drain(queue, settings.queue_url, settings.queue_wait_seconds, agent)
    logger.info("%d event(s) handled", handled)
    return 0


@contextmanager
def inspect(session: boto3.Session, settings: Settings) -> Iterator[Inspector]:
    """Look through the MCP server if there is one, else (or if it does not answer) by the SDK."""
    reading = reading_session(session, settings)
    with ExitStack() as stack:
        inspector: Inspector = SdkInspector(reading)
        if settings.mcp_endpoint:
            try:
                server = connect(settings.mcp_endpoint, reading, settings.region)
                inspector = stack.enter_context(server)
            except InspectionError as error:
                logger.warning("%s; the SDK is asked instead", error)
        yield inspector


def reading_session(session: boto3.Session, settings: Settings) -> boto3.Session:
    """Return a session of the role that can only read, if there is one."""
    if not settings.evidence_role_arn:
        return session
    sts = session.client("sts", config=CLIENT_CONFIG)
    credentials = sts.assume_role(
        RoleArn=settings.evidence_role_arn, RoleSessionName="triage", DurationSeconds=900
    )["Credentials"]
    return boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        region_name=settings.region,
    )


def secrets_of(session: boto3.Session, settings: Settings) -> Secrets:
    """Return the secrets, none if they cannot be read: the evidence is worth a report as well."""
    if not settings.secret_id:
        return Secrets()
    client = session.client("secretsmanager", config=CLIENT_CONFIG)
    try:
        return read_secrets(client, settings.secret_id)
    except Exception:
        logger.exception("the secret cannot be read")
        return Secrets()


if __name__ == "__main__":
    sys.exit(main())
