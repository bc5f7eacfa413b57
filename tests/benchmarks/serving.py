"""Starts what is measured, each with data of its own in a folder that is thrown away, and the peers, from
PyPI in environments of their own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from time import monotonic, sleep

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(__file__).resolve().parent / "wagtail_site"
HOST = "127.0.0.1"
PEER = ("wagtail>=8,<9", "gunicorn>=27,<28", "whitenoise>=6.12,<7")
WORKERS = "2"
PATIENCE = 60  # seconds for a server to answer

Environment = dict[str, str]


@dataclass(frozen=True)
class Server:
    """Where it answers, and its first process; what works is its children."""

    base: str
    pid: int


def environment_of(folder: Path, **more: str) -> Environment:
    """For a Tearsheet with its DATA_DIR there, in plain HTTP; the caller's database is not its own. What is
    compiled is kept, as everywhere.
    """
    told = {**os.environ, "DATA_DIR": str(folder), "HTTPS": "0", "PYTHONPATH": str(ROOT)}
    for name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
        told.pop(name, None)
    return told | more


def wagtail_site(folder: Path, python: Path) -> Environment:
    """The peer's project in that folder, with tables and static files; its environment."""
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    for command in (("makemigrations", "essays"), ("migrate",), ("collectstatic", "--noinput")):
        run([str(python), "manage.py", *command, "-v0"], folder, environment)
    return environment


def wagtail_python() -> Path:
    """The Python of a virtual environment with the peer in it, made on first use and kept for the next."""
    folder = Path(gettempdir()) / "tearsheet-peer-wagtail-8"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEER], check=True)
        (folder / "ready").touch()
    return python


def run(command: list[str], folder: Path, environment: Environment) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def gunicorn(
    application: str,
    folder: Path,
    environment: Environment,
    *more: str,
    python: Path | str = sys.executable,
) -> Iterator[Server]:
    """Two workers, of the kind that `more` says, on a free port."""
    port = free_port()
    command = [str(python), "-m", "gunicorn", "-w", WORKERS, "--log-level", "error", *more]
    command += ["-b", f"{HOST}:{port}", application]
    with serving(command, folder, environment | {"BIND": f"{HOST}:{port}"}, port) as server:
        yield server


@contextmanager
def serving(
    command: list[str], folder: Path, environment: Environment, port: int
) -> Iterator[Server]:
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        _wait_for(port, process)
        yield Server(f"http://{HOST}:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex((HOST, port)) == 0:
                return
        sleep(0.01)
    sys.exit("The server did not answer.")
