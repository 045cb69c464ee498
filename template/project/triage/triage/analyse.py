"""Asks Claude what the evidence means."""

import logging
from dataclasses import dataclass
from typing import Literal

import anthropic
from anthropic import Anthropic, transform_schema

from triage import prompt
from triage.answer import Answer, InvalidAnswerError, read_answer
from triage.budget import Selection, tokens_of
from triage.settings import Settings

logger = logging.getLogger(__name__)

ATTEMPTS = 2
RETRY = "\n\nYour previous answer was refused ({problem}). Answer again, as JSON of the schema."
# What a retry adds at most.
RETRY_TOKENS = 250

Status = Literal["answered", "invalid answer", "no answer", "no API key"]


@dataclass
class Analysis:
    """What came of asking: an answer, or why there is none."""

    status: Status
    answer: Answer | None = None
    problem: str | None = None
    attempts: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


def fixed_tokens() -> int:
    """Return the tokens of a request besides the evidence."""
    loaded = prompt.load()
    return tokens_of(loaded.system) + tokens_of(str(loaded.schema)) + RETRY_TOKENS


def analyse(selection: Selection, settings: Settings, api_key: str | None) -> Analysis:
    """Return the model's answer to the evidence; an invalid one is asked for again, once."""
    if not api_key:
        return Analysis("no API key", problem="no API key is set")
    client = Anthropic(
        api_key=api_key,
        base_url=settings.api_url,
        timeout=settings.api_timeout_seconds,
        max_retries=settings.api_retries,
    )
    analysis = Analysis("no answer")
    content = selection.content
    with client:
        while analysis.attempts < ATTEMPTS:
            analysis.attempts += 1
            try:
                text = _ask(client, content, settings, analysis)
                analysis.answer = read_answer(text, prompt.load().schema, selection.evidence)
            except InvalidAnswerError as error:
                analysis.status, analysis.problem = "invalid answer", str(error)
                content = selection.content + RETRY.format(problem=str(error)[:300])
                logger.warning("attempt %d: %s", analysis.attempts, error)
            except anthropic.AnthropicError as error:
                analysis.status, analysis.problem = "no answer", _describe(error)
                break
            else:
                analysis.status, analysis.problem = "answered", None
                break
    return analysis


def _ask(client: Anthropic, content: str, settings: Settings, analysis: Analysis) -> str:
    loaded = prompt.load()
    message = client.messages.create(
        model=settings.model,
        max_tokens=settings.max_output_tokens,
        system=loaded.system,
        messages=[{"role": "user", "content": content}],
        # The API knows fewer rules than the file has; `read_answer` checks them all.
        output_config={
            "format": {"type": "json_schema", "schema": transform_schema(loaded.schema)}
        },
    )
    analysis.input_tokens += message.usage.input_tokens
    analysis.output_tokens += message.usage.output_tokens
    if message.stop_reason != "end_turn":
        raise InvalidAnswerError(f"the answer ended with {message.stop_reason}")
    return "".join(block.text for block in message.content if block.type == "text")


def _describe(error: anthropic.AnthropicError) -> str:
    if isinstance(error, anthropic.APIStatusError):
        return f"{type(error).__name__}: status {error.status_code}"
    return f"{type(error).__name__}: {error}"
