"""The streams of the agent's own log group."""

import json
import logging
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_logs import CloudWatchLogsClient

JSON = Any

logger = logging.getLogger(__name__)

# CloudWatch takes a little more in one event.
MAX_BYTES = 250_000


class NotWrittenError(Exception):
    """CloudWatch refused an entry."""


class LogStreams:
    """Writes JSON to the streams of one log group."""

    def __init__(self, client: "CloudWatchLogsClient", group: str) -> None:
        """Use a client and the name of the group."""
        self._client = client
        self._group = group

    def write(self, stream: str, entry: JSON) -> None:
        """Write an entry, and check that it was taken; a stream that is missing is made again."""
        try:
            self._put(stream, entry)
        except self._client.exceptions.ResourceNotFoundException:
            logger.warning("the log stream %s is missing: making it", stream)
            self._create(stream)
            self._put(stream, entry)

    def last(self, stream: str) -> JSON:
        """Return the entry that was written last, nothing if there is none."""
        try:
            events = self._client.get_log_events(
                logGroupName=self._group, logStreamName=stream, limit=1, startFromHead=False
            )["events"]
        except self._client.exceptions.ResourceNotFoundException:
            return {}
        return json.loads(events[-1]["message"]) if events else {}

    def _put(self, stream: str, entry: JSON) -> None:
        message = json.dumps(entry, ensure_ascii=False)
        if len(message.encode()) > MAX_BYTES:
            raise NotWrittenError(f"{len(message.encode())} bytes are too many for an entry")
        answer = self._client.put_log_events(
            logGroupName=self._group,
            logStreamName=stream,
            logEvents=[{"timestamp": time.time_ns() // 1_000_000, "message": message}],
        )
        if answer.get("rejectedLogEventsInfo"):
            raise NotWrittenError(f"rejected: {answer['rejectedLogEventsInfo']}")

    def _create(self, stream: str) -> None:
        try:
            self._client.create_log_stream(logGroupName=self._group, logStreamName=stream)
        except self._client.exceptions.ResourceAlreadyExistsException:
            logger.info("somebody else has made the log stream %s", stream)
