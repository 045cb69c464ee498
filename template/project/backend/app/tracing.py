"""Traces of requests; the variables OTEL_* say how many, and where they go."""

from collections.abc import MutableMapping
from typing import Any

from fastapi.telemetry import TelemetryConfig

from app.requests import PROBES


def is_probe(scope: MutableMapping[str, Any]) -> bool:
    """Tell whether a request only asks for the health."""
    return scope.get("path") in PROBES


# The load balancer counts requests, and the logs are on stdout.
TELEMETRY: TelemetryConfig = {
    "auto_configure": True,
    "exclude": is_probe,
    "logs": False,
    "metrics": False,
}
