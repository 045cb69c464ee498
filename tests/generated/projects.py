"""Projects as `scaffold new` makes them, for the suites that check what is generated."""

import itertools
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = {path.stem: yaml.safe_load(path.read_text()) for path in sorted((ROOT / "examples").glob("*.yml"))}
Answers = Mapping[str, Any]
Sensible = Callable[[Answers], bool]


def generate(folder: Path, answers: Answers) -> Path:
    """Make a project with these answers, without asking an AWS account, and return its folder."""
    given = folder.parent / f"{folder.name}.answers.yml"
    given.parent.mkdir(parents=True, exist_ok=True)
    given.write_text(yaml.safe_dump(dict(answers)))
    command = [os.environ["SCAFFOLD_BIN"], "new", str(folder), "--answers", str(given), "--no-discover", "--quiet"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=120)
    return folder


def pairwise(options: Mapping[str, Sequence[Any]], sensible: Sensible = lambda answers: True) -> list[dict[str, Any]]:
    """Choose few combinations so that each two values of different options meet in one of them."""
    candidates = [answers for answers in product(options) if sensible(answers)]
    open_pairs = {pair for answers in candidates for pair in pairs(answers)}
    chosen = []
    while open_pairs:
        best = max(candidates, key=lambda answers: len(open_pairs & set(pairs(answers))))
        open_pairs -= set(pairs(best))
        chosen.append(best)
    return chosen


def product(options: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Yield every combination of the options' values."""
    for values in itertools.product(*options.values()):
        yield dict(zip(options, values, strict=True))


def pairs(answers: Answers) -> Iterable[tuple[tuple[str, str], tuple[str, str]]]:
    """List the pairs of answers that meet in one combination."""
    return itertools.combinations([(key, repr(value)) for key, value in answers.items()], 2)
