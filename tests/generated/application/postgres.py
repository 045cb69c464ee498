"""A PostgreSQL server with TLS and passwords, as Aurora has it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from processes import free_port
from stack import certificate

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)
USER = "app"
PASSWORD = "only-for-tests"
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
ssl = on
ssl_cert_file = 'certificate.pem'
ssl_key_file = 'key.pem'
unix_socket_directories = ''
fsync = off
"""


@dataclass(frozen=True)
class Server:
    """Where the server is and who vouches for it."""

    port: int
    authority: Path

    @property
    def variables(self) -> dict[str, str]:
        """Return the settings by which a backend finds it."""
        return {
            "DATABASE_HOST": "localhost",
            "DATABASE_PORT": str(self.port),
            "DATABASE_NAME": "postgres",
            "DATABASE_USER": USER,
            "DATABASE_PASSWORD": PASSWORD,
            "DATABASE_SSL_ROOT_CERT": str(self.authority),
        }


@contextmanager
def postgres() -> Iterator[Server]:
    """Run an empty server until the block ends; it accepts nothing without TLS and a password."""
    assert PROGRAMS, "PostgreSQL is not installed"
    # Not a folder of the tests: the server is not root, and must be able to reach it.
    with TemporaryDirectory(prefix="postgres-") as folder:
        Path(folder).chmod(0o755)
        with serving(Path(folder)) as server:
            yield server


@contextmanager
def serving(work: Path) -> Iterator[Server]:
    """Run an empty server in a folder."""
    data = work / "data"
    data.mkdir()
    (work / "password").write_text(PASSWORD)
    authority = certificate(work)
    for path in [data, work / "password"]:
        give_away(path)
    run("initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", f"--pwfile={work / 'password'}")
    server = Server(free_port(), authority)
    for name in ("certificate.pem", "key.pem"):
        give_away(Path(shutil.copy(work / name, data)))
    (data / "key.pem").chmod(0o600)
    (data / "postgresql.auto.conf").write_text(SETTINGS.format(port=server.port))
    (data / "pg_hba.conf").write_text("hostssl all all all scram-sha-256\n")
    run("pg_ctl", "-D", data, "-l", data / "server.log", "-w", "start")
    try:
        yield server
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def give_away(path: Path) -> None:
    """Make a file the server's own."""
    if os.geteuid() == 0:
        shutil.chown(path, "nobody", "nogroup")


def run(program: str, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL, as an ordinary user."""
    command: list[str | Path] = [PROGRAMS / program, *arguments]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
