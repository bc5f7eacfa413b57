"""`manage.py demo` as a process: what it prints, what it leaves alone, and that it is served."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.management import console
from tests.operator import Done
from tests.operator.conftest import run, surroundings

pytestmark = pytest.mark.once

Manage = Callable[..., Done]


@pytest.fixture(scope="module")
def shown(
    prepare: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Done]:
    """The command's first run, in a process of its own."""
    data_dir = prepare(tmp_path_factory.mktemp("demo") / "data")
    return data_dir, run(data_dir, "demo", "--no-serve", DEMO_PASSWORD="crossing water")


def files(data_dir: Path) -> dict[str, int]:
    """Every file's time but the database's, which migrating opens."""
    return {
        str(path.relative_to(data_dir)): path.stat().st_mtime_ns
        for path in sorted(data_dir.rglob("*"))
        if path.is_file() and not path.name.startswith("db.sqlite3")
    }


DUMP = ["dumpdata", "--all", "--natural-foreign", "--exclude", "sessions"]


def test_it_prints_addresses_and_accounts_last(shown: tuple[Path, Done]) -> None:
    data_dir, done = shown
    assert done.status == 0, done
    lines = done.printed.strip().splitlines()
    assert "changepassword USERNAME" in lines[-1]
    assert f"DATA_DIR={data_dir}" in lines[-1]
    accounts = [line.split()[1] for line in lines[-6:-1]]
    assert accounts == ["ferrier", "writer", "editor", "rights", "moderator"]
    assert all("password crossing water" in line for line in lines[-6:-1])
    assert (data_dir / "secret_key").stat().st_mode & 0o777 == 0o600


def test_it_changes_nothing_the_second_time(manage: Manage, shown: tuple[Path, Done]) -> None:
    data_dir, _done = shown
    before, rows = files(data_dir), manage(data_dir, *DUMP).printed
    start = time.monotonic()
    again = manage(data_dir, "demo", "--no-serve")
    assert again.status == 0, again
    assert time.monotonic() - start < 15
    assert again.printed.count("password as set before") == 5
    assert files(data_dir) == before
    assert manage(data_dir, *DUMP).printed == rows
    assert len(before) > 100


def test_it_is_served_with_its_own_key(shown: tuple[Path, Done]) -> None:
    data_dir, _done = shown
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=surroundings(data_dir, WEB_CONCURRENCY="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if line.startswith("Stop with"):
                break
        for address, says in (("", "Ferry"), ("zh-hans/", "摆渡"), ("admin/login/", "<form")):
            assert says in fetched(f"http://127.0.0.1:{port}/{address}")
        kept = (data_dir / "site_url").read_text(encoding="utf-8")
        assert kept == f"http://127.0.0.1:{port}\n", "for mails of commands that run beside it"
        second = subprocess.run(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=surroundings(data_dir),
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert second.stderr.strip() == (
            f"CommandError: Port {port} cannot be used (Address already in use). "
            "Choose another with --port."
        )
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        rest = process.communicate(timeout=20)[0]
    assert "Traceback" not in rest


def fetched(address: str) -> str:
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except ConnectionRefusedError:
            pass
        except OSError as error:
            if "refused" not in str(error):
                raise
        assert time.monotonic() < deadline, "nobody answers"
        time.sleep(0.2)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "80 80", "²"])
def test_it_names_a_port_that_is_none(settings: Any, tmp_path: Path, port: str) -> None:
    settings.DATA_DIR = tmp_path / "data"
    with pytest.raises(CommandError) as refused:
        call_command("demo", f"--port={port}")
    assert str(refused.value) == f"--port: {port!r} is not a port. Choose one from 1 to 65535."
    assert not settings.DATA_DIR.exists()


def test_it_names_a_directory_that_cannot_be_written(manage: Manage) -> None:
    done = manage(Path("/dev/null/data"), "demo", "--no-serve")
    assert (done.status, done.complaint) == (
        1,
        "CommandError: Cannot write to /dev/null/data: Not a directory. "
        "Set DATA_DIR to a directory that you own.",
    )


def test_it_keeps_away_from_a_publication_of_ones_own(manage: Manage, publication: Path) -> None:
    before = files(publication)
    done = manage(publication, "demo", "--no-serve")
    assert done.status == 1
    assert "holds a publication of your own: nothing was changed" in done.complaint
    assert files(publication) == before


def test_progress_is_written_over_at_a_terminal() -> None:
    class Screen:
        text = ""

        def isatty(self) -> bool:
            return True

        def write(self, text: str, ending: str = "\n") -> None:
            self.text += text + ending

        def flush(self) -> None:
            pass

    screen = Screen()
    progress = console.Progress(screen)  # type: ignore[arg-type]
    progress("a long sentence")
    progress("short")
    progress.done()
    assert screen.text.split("\r") == ["", "  a long sentence", "  short          ", " " * 7, ""]


def test_a_stop_is_a_sentence() -> None:
    class Silence:
        def isatty(self) -> bool:
            return False

    progress = console.Progress(Silence())  # type: ignore[arg-type]
    with pytest.raises(CommandError, match="Stopped"), console.refusals_as_sentences(progress):
        raise KeyboardInterrupt
