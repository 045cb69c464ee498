"""Stands in for AWS at the last step before the wire: botocore has checked the parameters."""

from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

Parameters = Mapping[str, Any]
Operation = Callable[[Parameters], dict[str, Any]]

REGION = "eu-west-1"


class AwsError(Exception):
    """An error as AWS answers it."""

    def __init__(self, code: str, message: str = "no") -> None:
        super().__init__(code)
        self.answer = {"Error": {"Code": code, "Message": message}}


class Account:
    """Answers the operations that a test gives, and keeps the calls."""

    def __init__(self, **operations: Operation | dict[str, Any] | AwsError) -> None:
        self.operations = operations
        self.calls: list[tuple[str, Parameters]] = []
        self.session = boto3.Session("AKIATEST", "secret", region_name=REGION)
        events: Any = self.session.events
        events.register("provide-client-params.*.*", self._keep)
        events.register("before-call.*.*", self._answer)

    def calls_of(self, operation: str) -> list[Parameters]:
        """Return the parameters of every call of an operation."""
        return [parameters for name, parameters in self.calls if name == operation]

    def _keep(self, params: Parameters, model: Any, **_: object) -> None:
        self.calls.append((model.name, params))

    def _answer(self, model: Any, **_: object) -> tuple[AWSResponse, dict[str, Any]]:
        operation = self.operations[model.name]
        parameters = self.calls_of(model.name)[-1]
        status, body = 200, {}
        try:
            if isinstance(operation, AwsError):
                raise operation
            body = operation if isinstance(operation, dict) else operation(parameters)
        except AwsError as error:
            status, body = 400, error.answer
        answer = body | {"ResponseMetadata": {"HTTPStatusCode": status}}
        return AWSResponse("http://aws", status, HTTPHeaders(), None), answer


class Logs:
    """The operations of CloudWatch Logs on streams in memory."""

    def __init__(self, *streams: str) -> None:
        self.streams: dict[str, list[str]] = {stream: [] for stream in streams}

    def operations(self) -> dict[str, Operation]:
        """Return what an account does."""
        return {
            "CreateLogStream": self._create,
            "GetLogEvents": self._get,
            "PutLogEvents": self._put,
        }

    def _create(self, parameters: Parameters) -> dict[str, Any]:
        if parameters["logStreamName"] in self.streams:
            raise AwsError("ResourceAlreadyExistsException")
        self.streams[parameters["logStreamName"]] = []
        return {}

    def _put(self, parameters: Parameters) -> dict[str, Any]:
        if parameters["logStreamName"] not in self.streams:
            raise AwsError("ResourceNotFoundException")
        messages = [event["message"] for event in parameters["logEvents"]]
        self.streams[parameters["logStreamName"]] += messages
        return {}

    def _get(self, parameters: Parameters) -> dict[str, Any]:
        if parameters["logStreamName"] not in self.streams:
            raise AwsError("ResourceNotFoundException")
        messages = self.streams[parameters["logStreamName"]][-parameters["limit"] :]
        return {"events": [{"message": message} for message in messages]}
