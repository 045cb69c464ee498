"""What is slow to make is made once, for all tests and runs, outside the checkout."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scaffold" / "application"


def cached(kind: str, ingredients: bytes, make: Callable[[Path], None]) -> Path:
    """Return the folder that `make` fills from the ingredients; the same ingredients, the same folder."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = CACHE / f"{kind}-{hashlib.sha256(ingredients).hexdigest()[:16]}"
    with FileLock(f"{folder}.lock"):
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / ".complete").touch()
    return folder
