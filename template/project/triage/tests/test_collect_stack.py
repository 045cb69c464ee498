"""Tests of the evidence about CloudFormation stacks."""

import json
from typing import Any

from tests.aws import Account, AwsError, Parameters
from triage.collect import collect
from triage.collect.sdk import SdkInspector
from triage.collect.stack import STACKS
from triage.evidence import Findings
from triage.failure import StackFailure

PREFIX = "arn:aws:cloudformation:eu-west-1:111122223333:stack"
ROOT = f"{PREFIX}/my-app-dev/1"
CHILD = f"{PREFIX}/my-app-dev-Child-ABC/2"


def failure(stack_id: str = ROOT) -> StackFailure:
    return StackFailure("1", "now", stack_id, "my-app-dev", "UPDATE_ROLLBACK_IN_PROGRESS", "failed")


def event(stack_id: str, resource: str, status: str, **changes: Any) -> dict[str, Any]:
    return {
        "StackId": stack_id,
        "EventId": f"{resource}-{status}",
        "StackName": stack_id.split("/")[1],
        "LogicalResourceId": resource,
        "PhysicalResourceId": f"{resource}-id",
        "ResourceType": "AWS::SQS::Queue",
        "ResourceStatus": status,
        "Timestamp": "2026-05-04T09:15:42Z",
    } | changes


def operation_of(stack_id: str, *events: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the events of an update, the newest first, and one of the update before."""
    of_stack = {"PhysicalResourceId": stack_id, "ResourceType": "AWS::CloudFormation::Stack"}
    return [
        event(stack_id, "self", "UPDATE_ROLLBACK_IN_PROGRESS", **of_stack),
        *reversed(events),
        event(stack_id, "self", "UPDATE_IN_PROGRESS", **of_stack),
        event(stack_id, "Old", "UPDATE_FAILED", ResourceStatusReason="last week"),
    ]


def account(events: dict[str, list[dict[str, Any]]], page: int = 100, **changes: Any) -> Account:
    def describe_events(parameters: Parameters) -> dict[str, Any]:
        start = int(parameters.get("NextToken", 0))
        all_events = events[parameters["StackName"]]
        answer: dict[str, Any] = {"StackEvents": all_events[start : start + page]}
        if start + page < len(all_events):
            answer["NextToken"] = str(start + page)
        return answer

    def describe_stacks(parameters: Parameters) -> dict[str, Any]:
        stack = {
            "StackName": "my-app-dev",
            "StackStatus": "UPDATE_ROLLBACK_IN_PROGRESS",
            "Parameters": [{"ParameterKey": "Size", "ParameterValue": "a value"}],
            "Tags": [{"Key": "Commit", "Value": "3f2a9c1b7d4e"}],
        }
        return {"Stacks": [stack | ({"RootId": ROOT} if parameters["StackName"] != ROOT else {})]}

    operations = {"DescribeStackEvents": describe_events, "DescribeStacks": describe_stacks}
    return Account(**(operations | changes))


def findings_of(account: Account, stack_id: str = ROOT) -> Findings:
    return collect(SdkInspector(account.session), failure(stack_id))


def data_of(findings: Findings, kind: str) -> list[Any]:
    return [one.data for one in findings.evidence if one.kind == kind]


def nested() -> dict[str, list[dict[str, Any]]]:
    below = {"ResourceType": "AWS::CloudFormation::Stack", "PhysicalResourceId": CHILD}
    properties = json.dumps({"Name": "orders", "Policy": {"Statement": [{"Effect": "Allow"}]}})
    return {
        ROOT: operation_of(ROOT, event(ROOT, "Child", "UPDATE_FAILED", **below)),
        CHILD: operation_of(
            CHILD,
            event(CHILD, "Fine", "UPDATE_COMPLETE"),
            event(
                CHILD,
                "Orders",
                "UPDATE_FAILED",
                ResourceStatusReason="line 1\nline 2\nline 3\nline 4",
                ResourceProperties=properties,
            ),
            event(
                CHILD, "Other", "UPDATE_FAILED", ResourceStatusReason="Resource update cancelled"
            ),
        ),
    }


def test_only_failures_of_the_last_operation_are_kept() -> None:
    findings = findings_of(account(nested()))

    events = data_of(findings, "stack event")
    kept = [(one["resources"][0], one["status"]) for one in events]
    assert kept == [
        ("Child", "UPDATE_FAILED"),
        ("self", "UPDATE_ROLLBACK_IN_PROGRESS"),
        ("Orders", "UPDATE_FAILED"),
        ("self", "UPDATE_ROLLBACK_IN_PROGRESS"),
    ]
    assert data_of(findings, "cancelled") == [{"stack": "my-app-dev-Child-ABC", "resources": 1}]
    assert findings.commit == "3f2a9c1b7d4e"


def test_reasons_and_properties_are_short() -> None:
    orders = data_of(findings_of(account(nested())), "stack event")[2]

    assert orders["reason"] == "line 1\nline 2\nline 3 (1 lines cut)"
    assert orders["properties"] == {"Policy": {"Statement": "[1 values]"}}


def test_values_of_parameters_stay_where_they_are() -> None:
    stack = data_of(findings_of(account(nested())), "stack")[0]

    assert stack["parameters"] == ["Size"]
    assert "a value" not in json.dumps(stack)


def test_a_nested_stack_is_explained_from_its_root() -> None:
    findings = findings_of(account(nested()), CHILD)

    assert findings.subject == ROOT
    assert len(data_of(findings, "stack event")) == 4


def test_events_come_in_pages() -> None:
    events = [
        event(ROOT, f"R{number}", "CREATE_FAILED", ResourceStatusReason=f"reason {number}")
        for number in range(250)
    ]
    stand_in = account({ROOT: operation_of(ROOT, *events)})

    findings = findings_of(stand_in)

    assert len(data_of(findings, "stack event")) == 251
    assert len(stand_in.calls_of("DescribeStackEvents")) == 3


def test_what_happened_to_many_is_told_once() -> None:
    reason = "Rate exceeded (RequestToken: {}, HandlerErrorCode: Throttling)"
    events = [
        event(ROOT, f"R{number}", "CREATE_FAILED", ResourceStatusReason=reason.format(number))
        for number in range(40)
    ]

    first, _ = data_of(findings_of(account({ROOT: operation_of(ROOT, *events)})), "stack event")

    assert (first["resources"][:2], first["times"]) == (["R0", "R1"], 40)
    assert first["reason"] == "Rate exceeded (HandlerErrorCode: Throttling)"


def test_what_is_not_read_is_told() -> None:
    events = [event(ROOT, f"R{number}", "CREATE_FAILED") for number in range(30)]

    findings = findings_of(account({ROOT: operation_of(ROOT, *events)}, page=2))

    assert data_of(findings, "not collected") == [{"older events of the stack": "my-app-dev"}]


def test_not_every_nested_stack_is_read() -> None:
    children = [f"{PREFIX}/child-{number}/1" for number in range(STACKS + 3)]
    below = [
        event(
            ROOT,
            f"C{number}",
            "CREATE_FAILED",
            ResourceType="AWS::CloudFormation::Stack",
            PhysicalResourceId=child,
        )
        for number, child in enumerate(children)
    ]
    events = {child: operation_of(child) for child in children}

    findings = findings_of(account({ROOT: operation_of(ROOT, *below), **events}))

    assert data_of(findings, "not collected") == [{"nested stacks": 4}]


def test_a_stack_that_is_gone() -> None:
    gone = AwsError("ValidationError", "does not exist")
    findings = findings_of(account({}, DescribeStacks=gone, DescribeStackEvents=gone))

    assert data_of(findings, "not collected")[0]["error"].endswith("does not exist")


def test_properties_that_are_no_json_are_left_out() -> None:
    odd = event(ROOT, "Odd", "CREATE_FAILED", ResourceProperties="{broken")

    findings = findings_of(account({ROOT: operation_of(ROOT, odd)}))

    assert data_of(findings, "stack event")[0]["properties"] == {}
