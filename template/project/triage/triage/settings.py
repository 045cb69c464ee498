"""The settings, read from the environment."""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Settings:
    """Every variable the agent reads; in the environment the names begin with `TRIAGE_`."""

    # What the account is asked for and where reports go; without them a run stays local.
    stack: str | None = None
    queue_url: str | None = None
    log_group: str | None = None
    secret_id: str | None = None
    evidence_role_arn: str | None = None
    # AWS's MCP server answers instead of the SDK when it is set.
    mcp_endpoint: str | None = None

    model: str = "claude-sonnet-5-5"
    max_input_tokens: int = 12_000
    max_output_tokens: int = 8_000
    api_url: str | None = None
    api_timeout_seconds: float = 60
    api_retries: int = 2

    # Below it a person looks before the team does.
    confidence_threshold: float = 0.6
    # How long a run waits for another failure before it ends.
    queue_wait_seconds: int = 10

    region: str = "eu-west-1"
    run_id: str = field(default_factory=lambda: f"local:{uuid.uuid4()}")

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Return the settings of an environment; empty variables count as absent."""
        given = {
            name.removeprefix("TRIAGE_").lower(): value
            for name, value in environment.items()
            if name.startswith("TRIAGE_") and value
        }
        unknown = given.keys() - cls.__dataclass_fields__.keys()
        if unknown:
            names = ", ".join(sorted(f"TRIAGE_{name.upper()}" for name in unknown))
            raise ValueError(f"unknown settings: {names}")
        values: dict[str, str | int | float] = {
            name: _number(name, value, type(cls.__dataclass_fields__[name].default))
            for name, value in given.items()
        }
        for name, variable in {"region": "AWS_REGION", "run_id": "CODEBUILD_BUILD_ID"}.items():
            if environment.get(variable):
                values.setdefault(name, environment[variable])
        return cls(**values)  # type: ignore[arg-type]  # every value has its field's type


def _number(name: str, value: str, wanted: type) -> str | int | float:
    if wanted not in (int, float):
        return value
    try:
        number: int | float = wanted(value)
    except ValueError:
        raise ValueError(f"TRIAGE_{name.upper()} has to be a number, not {value!r}") from None
    return number
