"""Tests of what counts as an answer."""

import json

import pytest

from tests.http import answer
from triage import prompt
from triage.answer import InvalidAnswerError, read_answer

SCHEMA = prompt.load().schema


def first(**changes: object) -> dict[str, object]:
    hypotheses = answer()["hypotheses"]
    assert isinstance(hypotheses, list)
    return answer(hypotheses=[hypotheses[0] | changes])


def test_a_valid_answer() -> None:
    read = read_answer(json.dumps(answer(0.8)), SCHEMA, {"E1"})

    assert read.hypotheses[0].cause == "The image of the task is not in the registry"
    assert read.confidence == 0.8


def test_no_hypothesis_is_an_answer_without_confidence() -> None:
    text = json.dumps(answer(0.9, hypotheses=[]))

    assert read_answer(text, SCHEMA, {"E1"}).confidence == 0


def test_the_whole_is_worth_no_more_than_its_best_part() -> None:
    text = json.dumps(first(confidence_score=0.2) | {"overall_confidence": 1})

    assert read_answer(text, SCHEMA, {"E1"}).confidence == 0.2


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("no", "no JSON"),
        ('{"overall_confidence": NaN}', "NaN is no number"),
        ("[]", r"\$: breaks the rule type"),
        (answer(more=1), r"\$: breaks the rule additionalProperties"),
        (answer(overall_confidence=1.1), r"overall_confidence: breaks the rule maximum"),
        (answer(next_steps="one"), r"next_steps: breaks the rule type"),
        (first(rank=2), "the ranks are not 1, 2, 3"),
        (first(evidence=[]), r"evidence: breaks the rule minItems"),
        (first(evidence=["E9"]), "no such evidence: E9"),
        (first(evidence=["the log"]), r"evidence\[0\]: breaks the rule pattern"),
        (first(confidence_score="high"), "confidence_score: breaks the rule type"),
        (first(cause="x" * 600), "cause: breaks the rule maxLength"),
    ],
)
def test_anything_else_is_refused(broken: object, problem: str) -> None:
    text = broken if isinstance(broken, str) else json.dumps(broken)

    with pytest.raises(InvalidAnswerError, match=problem):
        read_answer(text, SCHEMA, {"E1"})
