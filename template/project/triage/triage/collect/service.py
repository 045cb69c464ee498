"""Evidence about a deployment of an ECS service."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from triage.collect.inspector import Inspector, Question, ask_or_note
from triage.collect.traces import errors_of
from triage.evidence import CAUSE, CONTEXT, DETAIL, Findings, shorten, summary
from triage.failure import ServiceFailure

Json = Mapping[str, Any]

# Messages of a service that tell of something else than normal life.
TROUBLE = re.compile(
    r"fail|unable|unhealthy|error|roll|stopped|alarm|denied|timed out"
    r"|not (?:enough|available|able)",
    re.IGNORECASE,
)
TASKS = 10
TASKS_WITH_LOGS = 3
COMMIT_TAG = re.compile(r"([0-9a-f]{12})(-dirty-[0-9a-f]{8})?")


def collect_service(inspector: Inspector, failure: ServiceFailure, findings: Findings) -> None:
    """Describe the service, its failed deployment and the tasks that stopped."""
    question = Question(
        "ecs", "describe_services", {"cluster": failure.cluster, "services": [failure.service]}
    )
    services = ask_or_note(inspector, question, findings).get("services", [])
    service: Json = services[0] if services else {}
    _add_deployments(service, findings)
    tasks = _stopped_tasks(inspector, failure, findings)
    _add_stopped_tasks(tasks, findings)
    definition = _task_definition(inspector, failure, service, tasks, findings)
    _add_image(inspector, definition, findings)
    _add_logs(inspector, tasks, definition, findings)
    _add_targets(inspector, service, findings)


def _add_deployments(service: Json, findings: Findings) -> None:
    kept = (
        "id", "status", "rolloutState", "rolloutStateReason", "failedTasks", "runningCount",
        "desiredCount",
    )  # fmt: skip
    for deployment in service.get("deployments", []):
        if deployment.get("rolloutState") != "COMPLETED":
            findings.add("deployment", CONTEXT, _some_of(deployment, kept))
    messages = [str(event.get("message", "")) for event in service.get("events", [])]
    troubles = [shorten(message, 300) for message in messages if TROUBLE.search(message)]
    findings.add("service events", CAUSE, list(dict.fromkeys(troubles))[:10])


def _stopped_tasks(inspector: Inspector, failure: ServiceFailure, findings: Findings) -> list[Json]:
    question = Question(
        "ecs",
        "list_tasks",
        {"cluster": failure.cluster, "serviceName": failure.service, "desiredStatus": "STOPPED"},
    )
    arns = list(ask_or_note(inspector, question, findings).get("taskArns", []))[:100]
    if not arns:
        return []
    question = Question("ecs", "describe_tasks", {"cluster": failure.cluster, "tasks": arns})
    tasks: list[Json] = ask_or_note(inspector, question, findings).get("tasks", [])
    of_deployment = [task for task in tasks if task.get("startedBy") == failure.deployment_id]
    return of_deployment[:TASKS]


def _add_stopped_tasks(tasks: Iterable[Json], findings: Findings) -> None:
    reasons: Counter[tuple[str, str, str]] = Counter()
    for task in tasks:
        containers = "; ".join(
            f"{container.get('name')}: exit code {container.get('exitCode', 'none')}"
            f", health {container.get('healthStatus', 'unknown')}"
            f"{', ' + container['reason'] if container.get('reason') else ''}"
            for container in task.get("containers", [])
        )
        reason = (str(task.get("stopCode", "")), str(task.get("stoppedReason", "")), containers)
        reasons[reason] += 1
    for (code, stopped, containers), times in reasons.most_common():
        data = {"code": code, "reason": shorten(stopped, 600), "containers": containers}
        findings.add("stopped tasks", CAUSE, data | {"times": times})


def _task_definition(
    inspector: Inspector,
    failure: ServiceFailure,
    service: Json,
    tasks: list[Json],
    findings: Findings,
) -> Json:
    """Describe what the failed deployment runs; its values stay where they are."""
    arns = [task.get("taskDefinitionArn") for task in tasks]
    arns += [
        deployment.get("taskDefinition")
        for deployment in service.get("deployments", [])
        if deployment.get("id") == failure.deployment_id
    ]
    if not arns:
        return {}
    question = Question("ecs", "describe_task_definition", {"taskDefinition": arns[0]})
    answer = ask_or_note(inspector, question, findings)
    definition: Json = answer.get("taskDefinition", {})
    containers = [
        {
            "name": container.get("name"),
            "image": container.get("image"),
            "environment": [variable["name"] for variable in container.get("environment", [])],
            "secrets": [secret["name"] for secret in container.get("secrets", [])],
            "health check": summary(container.get("healthCheck", {})),
        }
        for container in definition.get("containerDefinitions", [])
    ]
    kept = _some_of(definition, ("family", "revision", "cpu", "memory"))
    findings.add("task definition", CONTEXT, kept | {"containers": containers} if kept else {})
    return definition


def _add_image(inspector: Inspector, definition: Json, findings: Findings) -> None:
    """Find the commit that an image of the account's registry was built from."""
    for container in definition.get("containerDefinitions", []):
        image = re.fullmatch(
            r"[0-9]{12}\.dkr\.ecr\.[^/]+/(?P<repository>.+)@(?P<digest>sha256:[0-9a-f]{64})",
            str(container.get("image")),
        )
        if not image:
            continue
        question = Question(
            "ecr",
            "describe_images",
            {
                "repositoryName": image["repository"],
                "imageIds": [{"imageDigest": image["digest"]}],
            },
        )
        answer = ask_or_note(inspector, question, findings)
        for detail in answer.get("imageDetails", []):
            tags = detail.get("imageTags", [])
            findings.commit = findings.commit or _commit_of(tags)
            findings.add("image", DETAIL, {"tags": tags})


def _commit_of(tags: Iterable[str]) -> str | None:
    commits = [tag for tag in tags if COMMIT_TAG.fullmatch(tag)]
    return commits[0] if commits else None


def _add_logs(
    inspector: Inspector, tasks: list[Json], definition: Json, findings: Findings
) -> None:
    """Read the errors that the stopped tasks logged."""
    for container in definition.get("containerDefinitions", []):
        log = container.get("logConfiguration", {})
        options: Json = log.get("options", {}) if log.get("logDriver") == "awslogs" else {}
        if not {"awslogs-group", "awslogs-stream-prefix"} <= options.keys():
            continue
        errors: list[str] = []
        for task in tasks[:TASKS_WITH_LOGS]:
            task_id = str(task.get("taskArn")).rpartition("/")[2]
            stream = f"{options['awslogs-stream-prefix']}/{container['name']}/{task_id}"
            question = Question(
                "logs",
                "get_log_events",
                {
                    "logGroupName": options["awslogs-group"],
                    "logStreamName": stream,
                    "limit": 200,
                    "startFromHead": False,
                },
            )
            answer = ask_or_note(inspector, question, findings)
            errors += errors_of(str(event["message"]) for event in answer.get("events", []))
        for error in list(dict.fromkeys(errors))[:20]:
            findings.add("log", CAUSE, {"container": container["name"], "error": error})


def _add_targets(inspector: Inspector, service: Json, findings: Findings) -> None:
    for balancer in service.get("loadBalancers", []):
        if not balancer.get("targetGroupArn"):
            continue
        question = Question(
            "elbv2", "describe_target_health", {"TargetGroupArn": balancer["targetGroupArn"]}
        )
        answer = ask_or_note(inspector, question, findings)
        health = [target["TargetHealth"] for target in answer.get("TargetHealthDescriptions", [])]
        findings.add("targets", CONTEXT, [one for one in health if one.get("State") != "healthy"])


def _some_of(properties: Json, names: Iterable[str]) -> dict[str, Any]:
    return {name: properties[name] for name in names if properties.get(name) not in (None, "")}
