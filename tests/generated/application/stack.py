"""The parts of the container as processes: the backend, nginx before it, and a load balancer before both."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backend import environment
from processes import free_port, listening, running, status

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@dataclass(frozen=True)
class Stack:
    """A project, the folder its processes write to, and what is wrong with it on purpose."""

    project: Path
    work: Path
    edits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """Return a file of the project, with the edits made."""
        return replaced((self.project / path).read_text(), self.edits.get(path, {}))

    @contextmanager
    def backend(self) -> Iterator[str]:
        """Run the backend and return its URL."""
        with self.process() as (_, url):
            yield url

    @contextmanager
    def process(self) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
        """Run the backend and return its process and URL."""
        source = shutil.copytree(self.project / "backend", self.work / "backend")
        for path in self.edits:
            if path.startswith("backend/"):
                (self.work / path).write_text(self.text(path))
        url = f"http://127.0.0.1:{free_port()}"
        variables = {
            "DEPLOY_ENVIRONMENT": "staging",
            "DRAIN_SECONDS": "0",
            "LISTEN_PORT": url.rpartition(":")[2],
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.variables,
        }
        command = [environment(self.project) / "python", "-m", "app.server"]
        log = self.work / "backend.log"
        with running(
            command, log, lambda: status(f"{url}/health") == 200, cwd=source, env=os.environ | variables
        ) as process:
            yield process, url

    @contextmanager
    def nginx(self, backend: str, served: Path) -> Iterator[str]:
        """Run nginx before a backend, with the project's configuration on other ports and folders."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        text = replaced(
            self.text("docker/nginx.conf"),
            {
                "listen 8080;": f"listen {url.removeprefix('http://')};",
                "server 127.0.0.1:8000;": f"server {backend.removeprefix('http://')};",
                "root /app/frontend;": f"root {served};",
                "/tmp/nginx": f"{self.work}/nginx",
            },
        )
        with nginx(text, self.work / "nginx.conf", port):
            yield url

    @contextmanager
    def serving(self, served: Path) -> Iterator[str]:
        """Run what the container of a project with a frontend runs, and return its URL."""
        with self.backend() as backend, self.nginx(backend, served) as url:
            yield url


@contextmanager
def nginx(text: str, config: Path, port: int) -> Iterator[None]:
    """Run nginx with a configuration that makes it listen on a port, until the block ends."""
    config.write_text(text)
    command = [NGINX, "-c", config, "-e", "stderr", "-g", "daemon off;"]
    if os.geteuid() == 0:  # Else its workers could not read the folders of the tests.
        command[-1] += " user root;"
    with running(command, config.with_suffix(".log"), lambda: listening(port)):
        yield


@contextmanager
def balancer(upstream: str, work: Path, edits: Mapping[str, str]) -> Iterator[str]:
    """Run a load balancer with TLS, as AWS has one, and return its URL."""
    port = free_port()
    certificate(work)
    text = replaced(BALANCER.format(port=port, upstream=upstream, work=work), edits)
    with nginx(text, work / "balancer.conf", port):
        yield f"https://localhost:{port}"


BALANCER = """
pid {work}/balancer.pid;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_max_body_size 100m;
  large_client_header_buffers 4 128k;
  client_body_temp_path {work}/balancer-body;
  proxy_temp_path {work}/balancer-proxy;
  fastcgi_temp_path {work}/balancer-fastcgi;
  uwsgi_temp_path {work}/balancer-uwsgi;
  scgi_temp_path {work}/balancer-scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    server_tokens off;
    ssl_certificate {work}/certificate.pem;
    ssl_certificate_key {work}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    error_page 497 =301 https://$host:$server_port$request_uri;
    location / {{ proxy_pass {upstream}; proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto https; }}
  }}
}}
"""


NAMES = ["localhost", "login.microsoftonline.com", "truststore.pki.rds.amazonaws.com"]


def certificate(work: Path) -> Path:
    """Make a certificate that vouches for itself, for this machine and for those that tests stand in for."""
    target = work / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in NAMES)]
    command += ["-keyout", str(work / "key.pem"), "-out", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def replaced(text: str, edits: Mapping[str, str]) -> str:
    """Replace each text by its other; one that is not there would change nothing, and is an error."""
    for old, new in edits.items():
        assert old in text, f"not in the file: {old}"
        text = text.replace(old, new)
    return text
