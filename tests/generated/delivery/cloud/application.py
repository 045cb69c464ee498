"""The deployed application: it answers as the image does that runs."""

from cloud.refusal import Refusal


class Application:
    """Answers requests, unless the image that runs is broken."""

    def __init__(self) -> None:
        self.broken: dict[str, str] = {}
        self.asked: list[str] = []
        self.warming_up = 0

    def answer(self, path: str, digest: str) -> bytes:
        """Answer a path, or fail where this image does."""
        self.asked.append(path)
        self.warming_up -= 1
        if self.warming_up >= 0 or self.broken.get(digest) == path:
            raise Refusal("ServiceUnavailable", "not ready", status=503)
        return b"ok"
