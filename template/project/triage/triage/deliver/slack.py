"""Messages to Slack, by an incoming webhook."""

from urllib.parse import urlsplit

import httpx2

ATTEMPTS = 2
TIMEOUT_SECONDS = 10
# A block takes 3,000 characters and a message 50 blocks.
BLOCK_LENGTH = 2900
BLOCKS = 10


class NotTakenError(Exception):
    """Slack did not take a message."""


def send(webhook: str, text: str) -> None:
    """Send a text, in which nothing is a link, a mention or markup."""
    address = urlsplit(webhook)
    if address.scheme != "https" and address.hostname != "127.0.0.1":
        raise NotTakenError("the webhook is no https:// address")
    # The webhook is a secret, so no error may carry it.
    problem = ""
    for _ in range(ATTEMPTS):
        try:
            response = httpx2.post(webhook, json=message(text), timeout=TIMEOUT_SECONDS)
        except httpx2.HTTPError as error:
            problem = type(error).__name__
            continue
        if response.status_code == 200:
            return
        problem = f"status {response.status_code}"
        if response.status_code < 500:
            break
    raise NotTakenError(problem)


def message(text: str) -> dict[str, object]:
    """Return the body of a message; plain text is shown as it is, whatever it contains."""
    parts = [text[start : start + BLOCK_LENGTH] for start in range(0, len(text), BLOCK_LENGTH)]
    blocks = [
        {"type": "section", "text": {"type": "plain_text", "text": part, "emoji": False}}
        for part in parts[:BLOCKS]
    ]
    # Shown in notifications, where these three characters begin markup.
    first = text.partition("\n")[0]
    escaped = first.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": escaped, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
