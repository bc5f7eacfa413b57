"""What Tearsheet is held against on the same machine: a bare WSGI application, and nginx with a file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
  proxy_cache_path {folder}/cache keys_zone=pages:16m max_size=256m;
  default_type "text/html; charset=utf-8";
  server {{
    listen {host}:{port};
    {server}
  }}
}}
"""
FILE = "root {folder}; location / {{ try_files /page.html =404; }}"
# What a page says of itself decides; nothing is kept that says nothing.
PROXY = """location / {{
      proxy_pass {upstream};
      proxy_set_header Host $http_host;
      proxy_cache pages;
      proxy_cache_lock on;
      add_header X-Cache-Status $upstream_cache_status;
    }}"""


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
    with _serving(folder, FILE.format(folder=folder)) as server:
        yield server


@contextmanager
def proxy(folder: Path, upstream: str) -> Iterator[Server]:
    """nginx before a server, with a cache that keeps what the pages' own headers let it keep."""
    folder.mkdir()
    with _serving(folder, PROXY.format(upstream=upstream)) as server:
        yield server


@contextmanager
def _serving(folder: Path, server: str) -> Iterator[Server]:
    port = serving.free_port()
    file = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers could not read the folder
    told = {"folder": folder, "host": HOST, "port": port, "server": server, "user": user}
    file.write_text(CONFIGURATION.format(**told))
    command = [_nginx() or "nginx", "-c", str(file), "-e", str(folder / "error.log")]
    with serving.serving(command, folder, {**os.environ}, port) as running:
        yield running
