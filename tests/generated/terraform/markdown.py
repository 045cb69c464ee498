"""As much of Markdown as the documentation's tests read."""

import re


def section(text: str, heading: str) -> str:
    """Return what stands below a heading, up to the next one."""
    found = re.search(rf"(?ms)^#+ {re.escape(heading)}$\n(.*?)(?=^#|\Z)", text)
    assert found, f"no heading {heading}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """List the cells of each row of the tables, headings left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = [number for number, row in enumerate(cells) if rule(row)]
    return [row for number, row in enumerate(cells) if number not in rules and number + 1 not in rules]


def rule(row: list[str]) -> bool:
    """Whether a row only separates the heading from the others."""
    return all(re.fullmatch(":?-+:?", cell) for cell in row)
