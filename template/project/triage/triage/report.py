"""What the team is told about a failure."""

from dataclasses import asdict
from typing import Any

from triage.analyse import Analysis
from triage.budget import Selection

JSON = Any
Tags = dict[str, str]


def build_report(name: str, tags: Tags, selection: Selection | None, analysis: Analysis) -> JSON:
    """Return the report of a run, with the evidence that its hypotheses refer to."""
    answer = analysis.answer
    evidence = selection.evidence if selection else {}
    return {
        "failure": name,
        "tags": tags,
        "analysis": analysis.status,
        "problem": analysis.problem,
        **(asdict(answer) if answer else {}),
        "evidence": {key: {"kind": one.kind, "data": one.data} for key, one in evidence.items()},
        "left_out": selection.cut if selection else {},
    }


def as_text(report: JSON) -> str:
    """Return the report for people."""
    tags = report["tags"]
    lines = [f"{tags['stack']}: {report['failure']} failed (commit {tags['commit']})"]
    for one in report.get("hypotheses", []):
        lines += [
            "",
            f"{one['rank']}. {one['cause']} ({one['confidence_score']:.0%})",
            f"   Evidence: {', '.join(_kind_of(report, key) for key in one['evidence'])}",
            f"   Do: {one['recommended_action']}",
        ]
    if report.get("next_steps"):
        lines += ["", "Next:", *(f"- {step}" for step in report["next_steps"])]
    if report["problem"]:
        lines += ["", f"No explanation: {report['problem']}"]
    if report["left_out"]:
        left_out = ", ".join(f"{number} {kind}" for kind, number in report["left_out"].items())
        lines += ["", f"Left out for lack of room: {left_out}"]
    return "\n".join(lines)


def _kind_of(report: JSON, key: str) -> str:
    return f"{key} ({report['evidence'][key]['kind']})"
