"""Chooses what the model is sent, so that it never costs more than the cap."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from triage.evidence import Evidence

JSON = Any

# JSON with ids and hashes has about three bytes a token: two are an estimate on the safe side.
BYTES_PER_TOKEN = 2


class BudgetError(ValueError):
    """Not even the most important finding fits."""


@dataclass(frozen=True)
class Selection:
    """What fits into the budget, under the ids that the answer may refer to."""

    evidence: dict[str, Evidence]
    cut: dict[str, int]
    content: str
    tokens: int
    cap: int


def tokens_of(text: str) -> int:
    """Return at least as many tokens as the model will count."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def select(evidence: Sequence[Evidence], cap: int, fixed: int) -> Selection:
    """Keep the most important findings; `fixed` tokens of the cap are taken already."""
    ranked = sorted(evidence, key=lambda one: one.priority)
    kept: dict[str, Evidence] = {}
    for number, one in enumerate(ranked, 1):
        longer = kept | {f"E{number}": one}
        if fixed + tokens_of(_render(longer, _cut(ranked, longer))) <= cap:
            kept = longer
    if not kept:
        raise BudgetError(f"no finding fits into {cap} tokens, of which {fixed} are taken")
    cut = _cut(ranked, kept)
    content = _render(kept, cut)
    return Selection(kept, dict(cut), content, fixed + tokens_of(content), cap)


def _cut(evidence: Sequence[Evidence], kept: dict[str, Evidence]) -> Counter[str]:
    every = Counter(one.kind for one in evidence)
    return every - Counter(one.kind for one in kept.values())


def _render(kept: dict[str, Evidence], cut: Counter[str]) -> str:
    findings = [{"id": name, "kind": one.kind, "data": one.data} for name, one in kept.items()]
    content: JSON = {"findings": findings}
    if cut:
        content["left out for lack of room"] = dict(cut)
    # No text within the findings can end the block they stand in.
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    plain = plain.replace("<", "\\u003c").replace(">", "\\u003e")
    return f"<evidence>\n{plain}\n</evidence>"
