"""The files of a project that pipelines are made of, each content once."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from combinations import ALL, EVERY_CONTENT
from conftest import Generate


def distinct(generated: Generate, pattern: str) -> Iterator[Path]:
    """Yield each content that a file has in some combination, once."""
    seen = set()
    for answers in [*ALL.values(), *EVERY_CONTENT]:
        project = generated(answers)
        for path in sorted(path for path in project.glob(pattern) if path.is_file()):
            key = (path.relative_to(project), hashlib.sha256(path.read_bytes()).hexdigest())
            if key not in seen:
                seen.add(key)
                yield path
