"""What the model was sent, as people look it over."""

import json
from typing import Any


def findings_in(content: str) -> Any:
    """Return what stands between the marks."""
    lines = content.splitlines()
    assert (lines[0], lines[2]) == ("<evidence>", "</evidence>")
    return json.loads(lines[1])


def shown(content: str) -> str:
    """Return the findings for people to look over."""
    return json.dumps(findings_in(content), indent=2, ensure_ascii=False) + "\n"
