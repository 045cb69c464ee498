"""The prompt and the schema of the answer, as files with a version each."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Prompt:
    """What the model is told, and the schema its answer has to fit."""

    system: str
    version: str
    schema: dict[str, Any]
    schema_version: str


@cache
def load() -> Prompt:
    """Return the prompt of this version of the project."""
    system = (FOLDER / "system.md").read_text()
    schema_text = (FOLDER / "answer.schema.json").read_text()
    header = re.match(r"---\nversion: ([0-9]+)\n---\n+", system)
    if not header:
        raise ValueError("system.md has to begin with its version")
    schema = json.loads(schema_text)
    return Prompt(
        system=system[header.end() :].strip(),
        version=_version(header[1], system),
        schema=schema,
        schema_version=_version(schema.pop("version"), schema_text),
    )


def _version(number: object, text: str) -> str:
    """Return the number and the beginning of the hash, which no one can forget to raise."""
    return f"{number}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
