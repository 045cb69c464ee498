"""The secrets of the agent, in one secret of the account."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

# What Terraform writes before anybody has set a value.
PLACEHOLDER = "not set yet"


@dataclass(frozen=True)
class Secrets:
    """The key of Claude's API and the webhook of Slack, as far as they are set."""

    api_key: str | None = field(default=None, repr=False)
    webhook: str | None = field(default=None, repr=False)


def read_secrets(client: "SecretsManagerClient", secret_id: str) -> Secrets:
    """Return what the secret holds."""
    values = json.loads(client.get_secret_value(SecretId=secret_id)["SecretString"])
    kept = {name: value for name, value in values.items() if value and value != PLACEHOLDER}
    return Secrets(kept.get("anthropic_api_key"), kept.get("slack_webhook_url"))
