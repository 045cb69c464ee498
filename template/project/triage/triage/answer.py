"""The model's answer, which counts only when it fits the schema and the evidence."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator


class InvalidAnswerError(ValueError):
    """The model answered something else than it was asked for."""


@dataclass(frozen=True)
class Hypothesis:
    """A possible cause."""

    rank: int
    cause: str
    evidence: tuple[str, ...]
    confidence_score: float
    recommended_action: str


@dataclass(frozen=True)
class Answer:
    """Possible causes, the likeliest first."""

    hypotheses: tuple[Hypothesis, ...]
    overall_confidence: float
    next_steps: tuple[str, ...]

    @property
    def confidence(self) -> float:
        """What the answer as a whole is worth: no more than its best hypothesis."""
        best = max((one.confidence_score for one in self.hypotheses), default=0.0)
        return min(self.overall_confidence, best)


def read_answer(text: str, schema: dict[str, Any], evidence: Collection[str]) -> Answer:
    """Return the answer in a text, or raise an `InvalidAnswerError` that says what is wrong."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise InvalidAnswerError(f"no JSON: {error}") from error
    for broken in Draft202012Validator(schema).iter_errors(value):
        # The message would repeat what the model wrote; where and which rule is enough.
        raise InvalidAnswerError(f"{broken.json_path}: breaks the rule {broken.validator}")
    hypotheses = tuple(
        Hypothesis(**(one | {"evidence": tuple(one["evidence"])})) for one in value["hypotheses"]
    )
    if [one.rank for one in hypotheses] != list(range(1, len(hypotheses) + 1)):
        raise InvalidAnswerError("$.hypotheses: the ranks are not 1, 2, 3 and so on")
    unknown = {name for one in hypotheses for name in one.evidence} - set(evidence)
    if unknown:
        raise InvalidAnswerError(f"$.hypotheses: no such evidence: {', '.join(sorted(unknown))}")
    return Answer(hypotheses, value["overall_confidence"], tuple(value["next_steps"]))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
