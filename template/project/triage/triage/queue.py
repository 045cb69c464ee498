"""The queue that events wait in until they are explained."""

import json
import logging
from typing import TYPE_CHECKING

from triage.run import Agent

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

logger = logging.getLogger(__name__)


def drain(client: "SQSClient", queue_url: str, wait_seconds: int, agent: Agent) -> int:
    """Handle events until none waits; return how many there were.

    An event leaves the queue once its record is written, so a run that is cut off is tried again.
    One run at a time empties the queue for those that could not start.
    """
    handled = 0
    while True:
        answer = client.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=1, WaitTimeSeconds=wait_seconds
        )
        messages = answer.get("Messages", [])
        if not messages:
            return handled
        for message in messages:
            record = agent.handle(_parse(message["Body"]))
            logger.info("%s: %s", record["outcome"], record["delivery_status"])
            client.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
            handled += 1


def _parse(body: str) -> dict[str, object]:
    try:
        event = json.loads(body)
    except ValueError:
        event = None
    return event if isinstance(event, dict) else {"unreadable": body}
