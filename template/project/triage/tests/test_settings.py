"""Tests of the settings."""

import pytest

from triage.settings import Settings


def test_the_environment_is_read() -> None:
    settings = Settings.read(
        {
            "TRIAGE_STACK": "my-app-dev",
            "TRIAGE_MAX_INPUT_TOKENS": "5000",
            "TRIAGE_CONFIDENCE_THRESHOLD": "0.7",
            "TRIAGE_MCP_ENDPOINT": "",
            "AWS_REGION": "eu-west-3",
            "CODEBUILD_BUILD_ID": "triage:1",
            "OTHER": "ignored",
        }
    )

    assert settings.stack == "my-app-dev"
    assert settings.max_input_tokens == 5000
    assert settings.confidence_threshold == 0.7
    assert settings.mcp_endpoint is None
    assert (settings.region, settings.run_id) == ("eu-west-3", "triage:1")


def test_a_misspelt_setting_is_told() -> None:
    with pytest.raises(ValueError, match="TRIAGE_MODELL"):
        Settings.read({"TRIAGE_MODELL": "x"})


def test_a_number_has_to_be_one() -> None:
    with pytest.raises(ValueError, match="TRIAGE_API_RETRIES has to be a number, not 'many'"):
        Settings.read({"TRIAGE_API_RETRIES": "many"})
