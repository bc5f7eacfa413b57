"""What Tearsheet is held against on the same machine: a bare WSGI application, and nginx with a file."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks import serving
from tests.benchmarks.serving import HOST, ROOT, Server

CONFIGURATION = """
daemon off;
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type "text/html; charset=utf-8";
  {http}
}}
"""
FILE = """server {{
    listen {host}:{port};
    root {folder};
    location / {{ try_files /page.html =404; }}
  }}"""
OURS = ROOT / "cms" / "nginx.conf"
# What belongs to each machine; and answers say where they came from.
HERE = (
    ("listen 443 ssl;", "listen {host}:{port};"),
    ("127.0.0.1:8000", "{upstream}"),
    ("review.example.org", "{host}"),
    ("/var/cache/nginx", "{folder}"),
    (
        "if_modified_since off;",
        "if_modified_since off; add_header X-Cache-Status $upstream_cache_status;",
    ),
)


@contextmanager
def bare(folder: Path, body: bytes) -> Iterator[Server]:
    """gunicorn with two sync workers that answer with this body."""
    file = folder / "body"
    file.write_bytes(body)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BARE_BODY": str(file)}
    application = "tests.benchmarks.reading.apps.bare"
    with serving.gunicorn(application, ROOT, environment, "-k", "sync") as server:
        yield server


def has_nginx() -> bool:
    return _nginx() is not None


def _nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def static(folder: Path, body: bytes) -> Iterator[Server]:
    """nginx with the page as a file."""
    folder.mkdir()
    (folder / "page.html").write_bytes(body)
    port = serving.free_port()
    with _serving(folder, port, FILE.format(folder=folder, host=HOST, port=port)) as server:
        yield server


@contextmanager
def proxy(folder: Path, upstream: str) -> Iterator[Server]:
    """nginx before a server, by the configuration that we give out."""
    folder.mkdir()
    port = serving.free_port()
    behind = urlsplit(upstream).netloc
    ours = re.sub(r"\n *ssl_[^\n]*", "", OURS.read_text(encoding="utf-8"))
    for theirs, here in HERE:
        told = here.format(host=HOST, port=port, upstream=behind, folder=folder)
        ours = ours.replace(theirs, told)
    with _serving(folder, port, ours) as server:
        yield server


@contextmanager
def _serving(folder: Path, port: int, http: str) -> Iterator[Server]:
    file = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers could not read the folder
    file.write_text(CONFIGURATION.format(folder=folder, http=http, user=user))
    command = [_nginx() or "nginx", "-c", str(file), "-e", str(folder / "error.log")]
    with serving.serving(command, folder, {**os.environ}, port) as running:
        yield running
