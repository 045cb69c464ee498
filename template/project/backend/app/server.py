"""The server of the container: `python -m app.server`."""

import uvicorn

from app.logs import configure_logging
from app.settings import Settings

# Above the load balancer's idle timeout of 60 s, else it reuses connections that are closing.
KEEP_ALIVE_SECONDS = 75
# With the draining before it, below the 120 s after which the container is killed.
GRACEFUL_SHUTDOWN_SECONDS = 90


def main() -> None:
    """Serve until a signal comes."""
    settings = Settings()
    configure_logging(settings.log_level)
    uvicorn.run(
        "app.main:app",
        host=settings.listen_host,
        port=settings.listen_port,
        workers=settings.workers,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
        log_config=None,
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
