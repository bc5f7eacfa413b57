"""The operator's ground: real processes, each with a data directory of its own and nothing else set."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from articles import demo, founding
from tests.conftest import Once
from tests.operator import Done, Ferry
from tests.operator.imports import ESSAY, written

PASSWORD = "a long enough phrase 7"


def surroundings(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a machine on which nothing was set up."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return known | {"DATA_DIR": str(data_dir)} | more


def run(data_dir: Path, *words: str, **more: str) -> Done:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=surroundings(data_dir, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr.strip())


def shown(data_dir: Path, what: str, **environment: str) -> str:
    """What the settings say in that environment, in a process that loads nothing but them."""
    return subprocess.run(
        [sys.executable, "-c", f"from cms import settings; print({what})"],
        cwd=settings.BASE_DIR,
        env=surroundings(data_dir, **environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.fixture(scope="session")
def started(once_a_run: Once) -> Path:
    """The data directory of an empty publication, started from nothing: copy it, don't change it."""

    def start(data_dir: Path) -> None:
        done = run(
            data_dir,
            *("start", "--name", "The Example", "--contact", "desk@example.org"),
            *("--username", "ana", "--time-zone", "Europe/Berlin"),
            START_PASSWORD=PASSWORD,
        )
        assert done.status == 0, done

    return once_a_run("started", start)


@pytest.fixture(scope="session")
def prepare(started: Path, tables: Path) -> Callable[[Path], Path]:
    """Lays tables and static files into a data directory, to save time; there is no publication in it."""

    def prepared(data_dir: Path) -> Path:
        shutil.copytree(started / "static", data_dir / "static")
        shutil.copy2(started / "static.digest", data_dir)
        shutil.copy2(tables, data_dir / "db.sqlite3")
        return data_dir

    return prepared


@pytest.fixture
def publication(started: Path, tmp_path: Path) -> Path:
    """A started publication of one's own."""
    return Path(shutil.copytree(started, tmp_path / "publication"))


@pytest.fixture
def empty(prepare: Callable[[Path], Path], tmp_path: Path) -> Path:
    return prepare(tmp_path / "empty")


@pytest.fixture(scope="module")
def ferry(standing: None, tmp_path_factory: pytest.TempPathFactory) -> Ferry:
    """Loads all of it once for this module."""
    files = tmp_path_factory.mktemp("ferry")
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": files / "private"}}
    storages = {**settings.STORAGES, "private": private}
    said: list[str] = []
    with override_settings(MEDIA_ROOT=files / "media", STORAGES=storages):
        now, start = timezone.now(), time.monotonic()
        owner, _is_new = founding.make_account(
            "ferrier", roles=founding.every_role(), password=None, is_owner=True
        )
        demo.load(Path(settings.BASE_DIR) / "seeds", actor=owner, say=said.append, now=now)
    return Ferry(now, said, time.monotonic() - start, files / "media")


@pytest.fixture
def essay(tmp_path: Path) -> Path:
    return written(tmp_path / "bridges.md", ESSAY)


@pytest.fixture
def manage() -> Callable[..., Done]:
    return run
