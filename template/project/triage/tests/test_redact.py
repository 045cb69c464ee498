"""Tests of the redaction."""

import json

import pytest

from triage.redact import Redactor

# In parts, so that no scanner takes them for real ones.
LABEL = "PRIVATE KEY"
KEY = f"-----BEGIN RSA {LABEL}-----\nMIIEow\n-----END RSA {LABEL}-----"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"key: {KEY} end", "key: [private key] end"),
        (f"-----BEGIN {LABEL}-----\nMIIEow", "[private key]"),
        ("to https://hooks.slack.com/services/T0/B0/x now", "to [webhook] now"),
        ("postgres://app:hunter2@db/app", "postgres://app:[password in a URL]@db/app"),
        ("x?X-Amz-Signature=abc123&y=1", "x?X-Amz-Signature=[signed URL]&y=1"),
        (f"token {JWT} expired", "token [access token] expired"),
        ("Authorization: Bearer abcdefgh1234", "Authorization: Bearer [access token]"),
        ("sk-ant-api03-abcdefghijklmnop", "[access token]"),
        (
            f"ghp_abcdefghijklmnopqrst and glpat-{'a1' * 10}",
            "[access token] and [access token]",
        ),
        ("AKIAIOSFODNN7EXAMPLE", "[access key]"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "[secret key]"),
        ("DB_PASSWORD=hunter2 next", "DB_PASSWORD=[secret] next"),
        ('{"apiKey": "abcd1234"}', '{"apiKey": "[secret]"}'),
        ("my-app-dev-uploads-111122223333", "my-app-dev-uploads-[account 1]"),
        ("by ada@example.com", "by [email]"),
        ("arn:aws:iam::111122223333:role/App", "arn:aws:iam::[account 1]:role/App"),
        (
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app",
            "[account 1].dkr.ecr.eu-west-1.amazonaws.com/app",
        ),
        ("app.cluster-abc.eu-west-1.rds.amazonaws.com:5432", "[host 1]:5432"),
        ("ip-10-0-1-7.eu-west-1.compute.internal", "[host 1]"),
        ("10.0.1.7 and 10.0.1.8 and 10.0.1.7", "[ip 1] and [ip 2] and [ip 1]"),
        ("2001:db8:0:1:2:3:4:5", "[ip 1]"),
        ("subnet-0123456789abcdef0 in vpc-0a1b2c3d", "[subnet 1] in [vpc 1]"),
        ("arn:aws:route53:::hostedzone/Z0123456789ABC", "arn:aws:route53:::hostedzone/[zone 1]"),
    ],
)
def test_what_goes(text: str, redacted: str) -> None:
    redactor = Redactor()

    assert redactor.text(text) == redacted
    assert redactor.counts.total() >= 1


@pytest.mark.parametrize(
    "text",
    [
        "ResourceNotFoundException: Secrets Manager can't find the specified secret value",
        "arn:aws:secretsmanager:eu-west-1:x:secret:my-app-dev/payment-key-AbCdEf",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "task 1f0e9a6c2b7d4c3e8a5b6c7d8e9f0a1b of commit 3f2a9c1b7d4e at 1777886142000",
        "version 1.2.3, python 3.13",
        "run 0a1b2c3d-1111-2222-3333-444455556666",
        "CannotPullContainerError: pull image manifest has been retried 1 time(s)",
        "exit code 137, OutOfMemoryError: container killed due to memory usage",
        "2026-05-04T09:15:42.112Z",
    ],
)
def test_what_stays(text: str) -> None:
    redactor = Redactor()

    assert redactor.text(text) == text
    assert not redactor.counts


def test_names_say_what_a_secret_is() -> None:
    redactor = Redactor()
    value = {
        "masterUserPassword": "hunter2",
        "tokens": 5,
        "nested": [{"api_key": "x", "name": "10.0.0.1"}],
        "secret": "",
    }

    assert redactor.json(value) == {
        "masterUserPassword": "[secret]",
        "tokens": 5,
        "nested": [{"api_key": "[secret]", "name": "[ip 1]"}],
        "secret": "",
    }
    assert redactor.counts == {"secret": 2, "ip": 1}


def test_redacting_twice_changes_nothing() -> None:
    redactor = Redactor()
    once = redactor.json({"log": "password=hunter2 for 111122223333 at 10.0.0.1"})
    counts = dict(redactor.counts)

    assert redactor.json(once) == once
    assert redactor.counts == counts
    assert "hunter2" not in json.dumps(once)
