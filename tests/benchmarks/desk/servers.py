"""Starts the desks that are measured, each with data of its own in a folder that is thrown away."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from time import monotonic, sleep

from tests.benchmarks.desk import material

ROOT = Path(__file__).resolve().parents[3]
SITE = Path(__file__).resolve().parent / "wagtail_site"
HOST = "127.0.0.1"
PEER = ("wagtail>=8,<9", "gunicorn>=27,<28", "whitenoise>=6.12,<7")
WORKERS = "2"
PATIENCE = 60  # seconds for a server to answer

Begins = dict[str, list[str]]
Environment = dict[str, str]


@contextmanager
def tearsheet(folder: Path) -> Iterator[tuple[str, Begins]]:
    """The demo, filled with the material, behind gunicorn with its own settings: (base, begins)."""
    port = _free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DEMO_PASSWORD": material.PASSWORD,
        "BIND": f"{HOST}:{port}",
        "WEB_CONCURRENCY": WORKERS,
        "HTTPS": "0",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("DATABASE_URL", None)
    _run([sys.executable, "manage.py", "demo", "--no-serve"], ROOT, environment)
    begins = _fill([sys.executable, "-m", "tests.benchmarks.desk.fill"], ROOT, environment)
    serve = [sys.executable, "-m", "gunicorn", "-c", "cms/gunicorn.py", "cms.wsgi"]
    with _serving([*serve, "--log-level", "error"], ROOT, environment, port) as base:
        yield base, begins


@contextmanager
def wagtail(folder: Path, python: Path) -> Iterator[tuple[str, Begins]]:
    """The generated project, behind gunicorn as Tearsheet is: as many workers and threads."""
    port = _free_port()
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    manage = [str(python), "manage.py"]
    for command in (("makemigrations", "essays"), ("migrate",), ("collectstatic", "--noinput")):
        _run([*manage, *command, "-v0"], folder, environment)
    begins = _fill([str(python), "fill.py"], folder, environment)
    serve = [str(python), "-m", "gunicorn", "-b", f"{HOST}:{port}", "-w", WORKERS]
    serve += ["-k", "gthread", "--threads", "16", "--log-level", "error", "wsgi"]
    with _serving(serve, folder, environment, port) as base:
        yield base, begins


def wagtail_python() -> Path:
    """The Python of a virtual environment with the peer in it, made on first use and kept for the next."""
    folder = Path(gettempdir()) / "tearsheet-peer-wagtail-8"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEER], check=True)
        (folder / "ready").touch()
    return python


def _run(command: list[str], folder: Path, environment: Environment) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _fill(command: list[str], folder: Path, environment: Environment) -> Begins:
    begins: Begins = json.loads(_run(command, folder, environment).splitlines()[-1])
    return begins


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _serving(
    command: list[str], folder: Path, environment: Environment, port: int
) -> Iterator[str]:
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        _wait_for(port, process)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex((HOST, port)) == 0:
                return
        sleep(0.1)
    sys.exit("The server did not answer.")
