"""The backend's own checks, for each combination of what its code depends on."""

import re
from pathlib import Path

import pytest

from backend import PRODUCTION_PYTHON, check, environment, find_python
from combinations import ALL, distinct
from conftest import Generate

COMBINATIONS = distinct(["frontend", "auth", "database", "s3_buckets", "tracing"])


@pytest.fixture(params=list(COMBINATIONS))
def backend(request: pytest.FixtureRequest, generated: Generate) -> Path:
    """Return a project for each combination."""
    return generated(request.param, COMBINATIONS[request.param])


def test_style_types_and_security(backend: Path) -> None:
    check(backend, "ruff", "check", "--no-cache")
    check(backend, "ruff", "format", "--check", "--no-cache")
    cache = environment(backend).parent / "mypy"
    assert "no issues found" in check(backend, "mypy", "--cache-dir", str(cache)).stdout
    check(backend, "bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml", "app")


def test_tests_and_coverage(backend: Path) -> None:
    covered(check(backend, "pytest", "-q").stdout)


def test_python_of_the_image(generated: Generate) -> None:
    python = find_python(PRODUCTION_PYTHON)
    if python is None:
        pytest.skip(f"NOT RUN: this machine has no Python {PRODUCTION_PYTHON}")
    project = generated("fargate-full", ALL["fargate-full"])

    assert f"Python {PRODUCTION_PYTHON}." in check(project, "python", "--version", python=python).stdout
    covered(check(project, "pytest", "-q", python=python).stdout)


def covered(output: str) -> None:
    """Require the coverage that a project promises, and tests behind it."""
    total = re.search(r"Total coverage: ([\d.]+)%", output)
    assert total and float(total[1]) >= 90, output
    passed = re.search(r"(\d+) passed", output)
    assert passed and int(passed[1]) >= 30, output
    assert not re.search(r"\d+ (skipped|deselected|xfailed)", output), output
