"""Tests of the versions of prompt and schema."""

from pathlib import Path

import pytest

from triage import prompt

# A change of a file is a new version: raise its number, then write here what the failure shows.
PROMPT_VERSION = "1-1f6d48da"
SCHEMA_VERSION = "1-0ff95e28"


def test_versions() -> None:
    loaded = prompt.load()

    assert loaded.version == PROMPT_VERSION
    assert loaded.schema_version == SCHEMA_VERSION
    assert "version" not in loaded.schema
    assert not loaded.system.startswith("---")


def test_a_prompt_without_a_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "system.md").write_text("Explain.")
    (tmp_path / "answer.schema.json").write_text('{"version": 1}')
    monkeypatch.setattr(prompt, "FOLDER", tmp_path)

    with pytest.raises(ValueError, match=r"system\.md has to begin with its version"):
        prompt.load.__wrapped__()
