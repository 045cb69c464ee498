"""Runs the files of a built image as Fargate does: another user, a read-only root, a network of its own."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from image import Builder
from processes import PATIENCE_SECONDS, kill_group

# Mounts and network end with the processes, since nobody else sees them.
ENTER = """
set -eu
root=$1 log=$2 user=$3 folder=$4
shift 4
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --rbind /dev "$root/dev"
cd "$root"
exec chroot --userspec="$user" "$root" /usr/bin/env -i --chdir="$folder" "$@" >"$log" 2>&1
"""
LOOPBACK_UP = "import fcntl, socket, struct;fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 0x49))"


@dataclass
class Container:
    """A running image."""

    process: subprocess.Popen[bytes]
    pid: int
    log: Path
    root: Path

    def inside(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of this machine in the container's network."""
        enter = ["nsenter", "--net", f"--target={self.pid}", *command]
        return subprocess.run(enter, check=False, capture_output=True, text=True)

    def status(self, path: str, port: int = 8080) -> str:
        """Return the status of a path, `000` when nobody answers."""
        url = f"http://127.0.0.1:{port}{path}"
        return self.inside("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "5", url).stdout

    def stop(self) -> float:
        """Send SIGTERM and return how long the container took to end."""
        started = time.monotonic()
        subprocess.run(["kill", f"-{signal.SIGTERM}", str(self.pid)], check=True)
        self.process.wait(timeout=120)
        return time.monotonic() - started

    def users(self) -> set[str]:
        """Return the users of all its processes."""
        lines = subprocess.run(
            ["ps", "-eo", "pid=,uid="], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        namespace = (Path("/proc") / str(self.pid) / "ns/net").readlink()
        listed = [line.split() for line in lines if line.split()[0] != str(self.process.pid)]
        return {uid for pid, uid in listed if shares(pid, namespace)}


def shares(pid: str, namespace: Path) -> bool:
    """Tell whether a process is in a network."""
    try:
        return (Path("/proc") / pid / "ns/net").readlink() == namespace
    except OSError:  # It has ended.
        return False


@contextmanager
def container(builder: Builder, image: str, work: Path, variables: Mapping[str, str]) -> Iterator[Container]:
    """Run an image by its own command, user and variables, until the block ends."""
    config = json.loads(builder.run("inspect", "--type=image", image))["Docker"]["config"]
    name = builder.run("from", "--pull-never", image)
    try:
        root = Path(builder.run("mount", name))
        log = work / "container.log"
        log.touch()
        log.chmod(0o666)
        settings = [*config["Env"], *(f"{key}={value}" for key, value in variables.items())]
        # `--pid` makes the image's command process 1, as in any container.
        enter = [
            "unshare",
            "--mount",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-c",
            f'python3 -c "{LOOPBACK_UP}"\n{ENTER}',
            "enter",
        ]
        command = [*enter, root, log, config["User"], config["WorkingDir"], *settings, *config["Cmd"]]
        process = subprocess.Popen(command, start_new_session=True)
        try:
            yield started(process, log, root)
        finally:
            kill_group(process)
    finally:
        builder.run("umount", name)
        builder.run("rm", name)


def started(process: subprocess.Popen[bytes], log: Path, root: Path) -> Container:
    """Wait until a container answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    children = Path("/proc") / str(process.pid) / "task" / str(process.pid) / "children"
    while time.monotonic() < deadline and process.poll() is None:
        if pid := children.read_text().strip():
            candidate = Container(process, int(pid), log, root)
            if candidate.status("/health") == "200":
                return candidate
        time.sleep(0.2)
    raise AssertionError(f"the container does not answer:\n{log.read_text()}")
