"""Takes secrets and the account's own values out of whatever leaves the account."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

JSON = Any

NAMED = r"(?:password|passwd|pwd|secret|token|(?:api|access|private)[_-]?key)"
SECRET_NAME = re.compile(
    r"(password|passwd|secret|token|api_?key|access_?key|private_?key|authorization|credentials?"
    r"|connection_?string)(_?string|_?value)?\Z",
    re.IGNORECASE,
)
# Where a group named `keep` matches, it stays in place before the mark.
SECRETS = {
    "private key": (
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    ),
    "webhook": r"https://hooks\.slack\.com/[^\s\"'<>]+",
    "password in a URL": r"(?P<keep>\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+(?=@)",
    "signed URL": (
        r"(?P<keep>[?&](?i:X-Amz-(?:Signature|Security-Token|Credential)|Signature)=)[^&\s\"']+"
    ),
    "access token": (
        r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"
        r"|\b(?:sk-ant|sk|pk|rk)[-_][\w-]{16,}"
        r"|\b(?:gh[opsur]_|github_pat_|glpat-|gl[a-z]{2,5}-|xox[abeoprs]-|npm_|pypi-)[\w-]{10,}"
        r"|(?P<keep>\b(?i:bearer|basic)\s+)[\w.~+/=-]{8,}"
    ),
    "access key": r"\b(?:AKIA|ASIA|AROA|AIDA|ANPA|ANVA|APKA)[A-Z0-9]{12,}\b",
    "secret key": (
        r"(?<![\w/+=-])(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?=[\w/+]*[0-9])[A-Za-z0-9/+]{40}(?![\w/+=-])"
    ),
    "secret": (
        rf"(?P<keep>(?<![:\w])[\w.-]*(?i:{NAMED})[\"']?\s*[=:]\s*[\"']?)"
        r"(?!\[)[^\s\"',;}&<>]{4,}"
    ),
    "email": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
}
# The same value gets the same mark, so that the model can tell one from another.
OWN_VALUES = {
    # Twelve digits, but not the last ones of a UUID.
    "account": r"(?<![\w.])(?<![0-9a-f]{4}-[0-9a-f]{4}-)[0-9]{12}(?!\w)",
    "host": (
        r"\b[\w-]+(?:\.[\w-]+)*\.(?:rds|elb|cache|redshift|es|compute|cloudfront|on)"
        r"\.amazonaws\.com(?:\.cn)?\b"
        r"|\b[\w-]+(?:\.[\w-]+)*\.(?:compute\.internal|cloudfront\.net|internal)\b"
    ),
    "ip": (
        r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\.?\w)"
        r"|(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b"
    ),
    "network": (
        r"\b(?P<sort>vpc|subnet|sg|sgr|eni|eipalloc|nat|igw|rtb|acl|vpce|i|vol|tgw)"
        r"-[0-9a-f]{8,17}\b"
    ),
    "zone": r"(?<=hostedzone/)Z[A-Z0-9]{8,}",
}
PATTERNS = {kind: re.compile(pattern) for kind, pattern in (SECRETS | OWN_VALUES).items()}


class Redactor:
    """Redacts one run's texts, and counts what it took out."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.counts: Counter[str] = Counter()
        self._marks: dict[tuple[str, str], str] = {}

    def json(self, value: JSON, name: str = "") -> JSON:
        """Return a value without secrets; one that is named like a secret goes as a whole."""
        if isinstance(value, Mapping):
            return {self.text(key): self.json(item, key) for key, item in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [self.json(item, name) for item in value]
        if not isinstance(value, str):
            return value
        if value and SECRET_NAME.search(name):
            self.counts["secret"] += 1
            return "[secret]"
        return self.text(value)

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        for kind, pattern in PATTERNS.items():
            text = pattern.sub(self._replacement(kind), text)
        return text

    def _replacement(self, kind: str) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            self.counts[kind] += 1
            groups = match.groupdict()
            if kind in SECRETS:
                return f"{groups.get('keep') or ''}[{kind}]"
            return self._mark(groups.get("sort") or kind, match[0])

        return replace

    def _mark(self, kind: str, value: str) -> str:
        if (kind, value) not in self._marks:
            number = sum(known == kind for known, _ in self._marks) + 1
            self._marks[kind, value] = f"[{kind} {number}]"
        return self._marks[kind, value]
