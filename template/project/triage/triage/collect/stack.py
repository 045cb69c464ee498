"""Evidence about a CloudFormation stack and those nested in it."""

import json
import re
from collections import deque
from collections.abc import Mapping
from typing import Any

from triage.collect.inspector import Inspector, Question, ask_or_note
from triage.collect.traces import cut_trace
from triage.evidence import CAUSE, CONTEXT, DETAIL, Findings, shorten, summary
from triage.failure import StackFailure

Json = Mapping[str, Any]

STACK_TYPE = "AWS::CloudFormation::Stack"
# Limits of what is read; what they leave out is a finding.
PAGES = 10
STACKS = 10
NAMES = 10


def collect_stack(inspector: Inspector, failure: StackFailure, findings: Findings) -> None:
    """Describe the stack at the root, and read what failed in it and in those below."""
    stack = _describe(inspector, failure.stack_id, findings)
    root = stack.get("RootId") or failure.stack_id
    findings.subject = str(root)
    if root != failure.stack_id:
        stack = _describe(inspector, str(root), findings)
    if stack:
        _add_stack(stack, findings)
    waiting, seen = deque([str(root)]), set[str]()
    while waiting and len(seen) < STACKS:
        stack_id = waiting.popleft()
        if stack_id in seen:
            continue
        seen.add(stack_id)
        waiting.extend(_add_events(inspector, stack_id, findings))
    if set(waiting) - seen:
        findings.add("not collected", DETAIL, {"nested stacks": len(set(waiting) - seen)})


def _describe(inspector: Inspector, stack_id: str, findings: Findings) -> Json:
    question = Question("cloudformation", "describe_stacks", {"StackName": stack_id})
    stacks = ask_or_note(inspector, question, findings).get("Stacks", [])
    return stacks[0] if stacks else {}


def _add_stack(stack: Json, findings: Findings) -> None:
    tags = {tag["Key"].lower(): tag["Value"] for tag in stack.get("Tags", [])}
    findings.commit = tags.get("commit")
    findings.add(
        "stack",
        CONTEXT,
        {
            "name": stack.get("StackName"),
            "status": stack.get("StackStatus"),
            "reason": shorten(stack.get("StackStatusReason") or "", 300),
            # Their values stay where they are.
            "parameters": [parameter["ParameterKey"] for parameter in stack.get("Parameters", [])],
        },
    )


def _add_events(inspector: Inspector, stack_id: str, findings: Findings) -> list[str]:
    """Keep the failures of the stack's last operation; return the nested stacks among them."""
    events = _last_operation(inspector, stack_id, findings)
    events.reverse()
    nested: list[str] = []
    cancelled = 0
    # What happened to many resources is told once, with their names.
    resources: dict[tuple[int, str, str, str, str], list[str]] = {}
    for event in events:
        status, reason = event["ResourceStatus"], event.get("ResourceStatusReason") or ""
        if not status.endswith("_FAILED") and "ROLLBACK" not in status:
            continue
        if "cancelled" in reason.lower():
            cancelled += 1
            continue
        physical = event.get("PhysicalResourceId")
        below = event["ResourceType"] == STACK_TYPE and physical and physical != stack_id
        if below and status.endswith("_FAILED"):
            nested.append(str(physical))
        priority = CAUSE if status.endswith("_FAILED") and not below else CONTEXT
        same = (priority, event["ResourceType"], status, _short(reason), _properties_of(event))
        resources.setdefault(same, []).append(event["LogicalResourceId"])
    for (priority, kind, status, reason, properties), names in resources.items():
        data = {"stack": _name_of(stack_id), "resources": names[:NAMES], "times": len(names)}
        data |= {"type": kind, "status": status, "reason": reason}
        data |= {"properties": json.loads(properties)}
        findings.add("stack event", priority, data)
    if cancelled:
        data = {"stack": _name_of(stack_id), "resources": cancelled}
        findings.add("cancelled", DETAIL, data)
    return nested


def _last_operation(inspector: Inspector, stack_id: str, findings: Findings) -> list[Json]:
    """Return the events since the last operation began, the newest first."""
    events: list[Json] = []
    parameters = {"StackName": stack_id}
    for _ in range(PAGES):
        question = Question("cloudformation", "describe_stack_events", parameters)
        answer = ask_or_note(inspector, question, findings)
        for event in answer.get("StackEvents", []):
            events.append(event)
            if _begins(event, stack_id):
                return events
        if not answer.get("NextToken"):
            return events
        parameters = {"StackName": stack_id, "NextToken": answer["NextToken"]}
    findings.add("not collected", DETAIL, {"older events of the stack": _name_of(stack_id)})
    return events


def _begins(event: Json, stack_id: str) -> bool:
    return event.get("PhysicalResourceId") == stack_id and event["ResourceStatus"] in (
        "CREATE_IN_PROGRESS",
        "UPDATE_IN_PROGRESS",
    )


def _short(reason: str) -> str:
    """Return the beginning of a reason, without what differs from event to event."""
    return shorten(cut_trace(re.sub(r"RequestToken: [\w-]+,? ?", "", reason)), 600)


def _properties_of(event: Json) -> str:
    """Return the properties in short; the resource's own name is told already."""
    try:
        properties = json.loads(event.get("ResourceProperties") or "{}")
    except ValueError:
        properties = {}
    kept = {name: value for name, value in properties.items() if not name.endswith("Name")}
    return json.dumps(summary(kept))


def _name_of(stack_id: str) -> str:
    return stack_id.split("/")[1] if "/" in stack_id else stack_id
