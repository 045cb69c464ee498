"""Nothing of the template, of its makers or of another account is left in what is generated."""

import re
from collections.abc import Iterator
from pathlib import Path

# What was rendered, kept compressed for updates: its content is that of the other files.
BASELINE = ".copier-answers.baseline"
PLACEHOLDERS = {".env", ".env.example", "infrastructure/terraform/locals.tf"}
SYNTAX = r"\{%|\s-?%\}|\{#-?\s|\s-?#\}|(?<![$'{])\{\{(?!\{|\s*(?:if|range|end|\.))"
OTHER_ENVIRONMENTS = r"\b(?:qual|preprod|uat)\b"


def texts(project: Path) -> Iterator[tuple[str, str]]:
    """Yield each file of a project with its content."""
    for path in sorted(project.rglob("*")):
        if path.is_file() and path.name != BASELINE:
            yield str(path.relative_to(project)), path.read_text()


def findings(project: Path, pattern: str, except_in: set[str] = frozenset()) -> list[str]:
    """List the lines in which a pattern matches."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts(project)
        if path not in except_in
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_no_template_syntax(project: Path) -> None:
    # GitHub's expressions, Jinja-like formats of `docker inspect` and JSX keep their braces.
    assert findings(project, SYNTAX) == []
    assert findings(project, r"copier__|\.jinja\b|_copier_conf") == []


def test_no_name_of_an_account_but_its_own(project: Path) -> None:
    answers = (project / ".copier-answers.yml").read_text()
    own = re.search(r"^aws_profile: (\S+)", answers, re.MULTILINE)[1]
    scope, country, environment = own.split("-", 2)

    profiles = r"\b(?!PROFILE\b)[a-z]+-(?:italy|france|germany|spain)-[a-z-]+"
    others = {found for line in findings(project, profiles) for found in re.findall(profiles, line)}
    assert {name for name in others if not name.startswith(f"{scope}-{country}-{environment}")} == set()
    assert findings(project, OTHER_ENVIRONMENTS) == []


def test_placeholders_are_where_they_are_filled_in(project: Path) -> None:
    lines = findings(project, "PLACEHOLDER", except_in=PLACEHOLDERS)

    # What explains or refuses placeholders says the word; nothing else is set to it.
    assert [line for line in lines if re.search(r"[=:]\s*[\"']?PLACEHOLDER[\"']?\s*$", line)] == []
    places = {re.split("[/:]", line)[0] for line in lines}
    assert places <= {"README.md", "docs", "scripts", "infrastructure", "triage"}


def test_white_space_is_tidy(project: Path) -> None:
    for path, text in texts(project):
        assert not re.search(r"[ \t]+$", text, re.MULTILINE), path
        assert not re.search(r"\n{4}" if path.endswith((".py", ".mako")) else r"\n{3}", text), path
        assert not text.startswith("\n"), path
        assert text == "" or (text.endswith("\n") and not text.endswith("\n\n")), path
        assert "\r" not in text, path
        assert path.rpartition("/")[2] == "Makefile" or "\t" not in text, path


def test_no_file_is_empty(project: Path) -> None:
    assert [path for path, text in texts(project) if not text.strip()] == []


def test_a_leftover_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("{{ name }}\n{% if x %}\nacme-italy-qual\n${{ github.sha }}\n")

    assert len(findings(tmp_path, SYNTAX)) == 2
    assert len(findings(tmp_path, OTHER_ENVIRONMENTS)) == 1
