"""The configuration of nginx that we give out, under a real nginx and before a real gunicorn."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.operator.conftest import surroundings

pytestmark = pytest.mark.once

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

SOON = 5  # seconds

# As the desk changes it: a name, and something that will end.
CHANGE = f"""
from datetime import timedelta
import django
django.setup()
from django.utils import timezone
from articles.models import Masthead, Permission
Masthead.objects.update(name="The Lantern")
until = timezone.now() + timedelta(seconds={SOON})
Permission.objects.create(reference="x", basis="permission", valid_until=until)
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(*command: str, port: int, **more: Any) -> Iterator[None]:
    process = subprocess.Popen(command, start_new_session=True, **more)
    try:
        for _unused in range(300):
            assert process.poll() is None, f"{command[0]} ended"
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def configured(folder: Path, port: int, behind: int) -> Path:
    """Our file as it is, but for what belongs to each machine: ports, certificate, folder."""
    ours = (Path(settings.BASE_DIR) / "cms" / "nginx.conf").read_text(encoding="utf-8")
    ours = re.sub(r"\n *ssl_[^\n]*", "", ours)
    for theirs, here in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("review.example.org", "localhost"),
        ("/var/cache/nginx", str(folder)),
        # So that the answers say where they came from.
        (
            "if_modified_since off;",
            "if_modified_since off; add_header Kept $upstream_cache_status always;",
        ),
    ):
        assert theirs in ours
        ours = ours.replace(theirs, here)
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{one}_temp_path {folder}/{one};"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;"
        f"events {{}} http {{ access_log off; {temporary}\n{ours} }}",
        encoding="utf-8",
    )
    return whole


def get(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("localhost", port, timeout=30)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    said = answer.status, dict(answer.headers.items()), answer.read()
    connection.close()
    return said


def test_it_keeps_pages_by_their_headers(started: Path, tmp_path: Path) -> None:
    if not NGINX:
        assert not os.environ.get("REQUIRE_SERVICES"), "nginx is missing"
        pytest.skip("no nginx on this machine")
    data_dir = tmp_path / "data"
    shutil.copytree(started, data_dir)
    port, behind = free_port(), free_port()
    around = surroundings(
        data_dir, HTTPS="0", BEHIND_PROXY="1", PAGE_CACHE_MB="8", WEB_CONCURRENCY="1"
    )
    gunicorn = (sys.executable, "-m", "gunicorn", "-c", "cms/gunicorn.py", "cms.wsgi")
    at = {"cwd": settings.BASE_DIR, "env": around | {"BIND": f"127.0.0.1:{behind}"}}
    conf = configured(tmp_path, port, behind)
    with (
        running(*gunicorn, port=behind, **at),
        running(NGINX, "-c", str(conf), "-p", str(tmp_path), port=port),
    ):
        status, first, body = get(port, "/")
        assert (status, first["Kept"]) == (200, "MISS")
        status, second, same = get(port, "/")
        assert (status, second["Kept"], same) == (200, "HIT", body)
        assert second["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=30"

        # Each way to compress is another copy; every name of the same page is known.
        for accepted, sent in (
            *(("gzip, br", "br"), ("gzip;q=0.5, br;q=0", "gzip"), ("br", "br")),
            *(("gzip;q=1.0,deflate;q=0.6", "gzip"), ("gzip;q=0.50, br;q=0.0", "gzip")),
        ):
            _status, headers, packed = get(port, "/", Accept_Encoding=accepted)
            assert headers["Content-Encoding"] == sent
            assert len(packed) < len(body)
            known = get(port, "/", Accept_Encoding=accepted, If_None_Match=headers["ETag"])
            assert (known[0], known[2]) == (304, b"")
        assert headers["Kept"] == "HIT"
        assert get(port, "/", If_None_Match=first["ETag"])[0] == 304
        assert get(port, "/", "HEAD")[1]["Kept"] == "HIT"

        # What is not to be kept is asked for each time.
        card = re.search(rb'property="og:image" content="[^"]*?(/card[^"]*)"', body)
        assert card is not None
        for path in ("/no-such-page/", "/admin/login/", card[1].decode()):
            assert [get(port, path)[1]["Kept"] for _unused in range(2)] == ["MISS", "MISS"]

        subprocess.run(
            [sys.executable, "-c", CHANGE],
            cwd=settings.BASE_DIR,
            env=around | {"DJANGO_SETTINGS_MODULE": "cms.settings"},
            check=True,
        )
        assert b"The Lantern" in get(behind, "/")[2]
        assert get(port, "/")[1]["Kept"] == "HIT"
        _status, near, _body = get(port, "/feeds/")
        assert int(near["Cache-Control"].rpartition("=")[2]) < SOON - 1
        time.sleep(SOON)
        assert get(port, "/feeds/")[1]["Kept"] != "HIT"
