"""The files of a project that pipelines are made of, each content once."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from combinations import ALL
from conftest import Generate


def distinct(generated: Generate, pattern: str) -> Iterator[tuple[str, Path]]:
    """Yield each content that a file has in some combination, once, with the combination's name."""
    seen = set()
    for name, answers in ALL.items():
        project = generated(answers)
        for path in sorted(path for path in project.glob(pattern) if path.is_file()):
            key = (path.relative_to(project), hashlib.sha256(path.read_bytes()).hexdigest())
            if key not in seen:
                seen.add(key)
                yield name, path
