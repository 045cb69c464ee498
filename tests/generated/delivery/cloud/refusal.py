"""What the account answers when it will not."""


class Refusal(Exception):
    """An error with the code that AWS gives it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
