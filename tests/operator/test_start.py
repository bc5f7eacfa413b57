"""Starting a publication of one's own, by options and at a terminal."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles import founding
from tests.operator import Done
from tests.operator.conftest import PASSWORD, surroundings

pytestmark = pytest.mark.once

Manage = Callable[..., Done]
OPTIONS = ("--name", "The Example", "--contact", "desk@example.org", "--username", "ana")

ASK = """
import json
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from articles.models import Article, Masthead, Topic
masthead, owner = Masthead.objects.get(), User.objects.get()
print(json.dumps({
    "name": masthead.name, "mark": masthead.mark, "contact": masthead.contact_email,
    "languages": [code for code, _name in settings.LANGUAGES], "time_zone": settings.TIME_ZONE,
    "fronts": sorted(Topic.objects.exclude(front_of=None).values_list("front_of", flat=True)),
    "owner": [owner.username, owner.is_superuser, owner.is_staff, owner.groups.count()],
    "may_enter": bool(authenticate(username="ana", password="%s")),
    "articles": Article.objects.count(), "key": settings.SECRET_KEY,
}))
"""


def ask(manage: Manage, data_dir: Path) -> dict[str, object]:
    """What a process that comes later finds there."""
    done = manage(data_dir, "shell", "--no-imports", "-c", ASK % PASSWORD)
    assert done.status == 0, done
    answer: dict[str, object] = json.loads(done.printed)
    return answer


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but the database's own journal, by its time and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_it_starts_from_options(manage: Manage, publication: Path) -> None:
    found = ask(manage, publication)
    assert found["name"] == "The Example"
    assert found["mark"] == "T"
    assert found["contact"] == "desk@example.org"
    assert found["languages"] == found["fronts"] == ["en", "zh-hans"]
    assert found["time_zone"] == "Europe/Berlin"
    assert found["owner"] == ["ana", True, True, 4]
    assert found["may_enter"] is True
    assert found["articles"] == 0


def test_it_keeps_its_key_to_its_owner(manage: Manage, publication: Path) -> None:
    key = publication / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text().strip()) >= 50
    assert ask(manage, publication)["key"] == key.read_text().strip()


@pytest.mark.parametrize("languages", ["zh-hans", "zh-hans,en", "en"])
def test_it_speaks_the_chosen_languages_ever_after(
    manage: Manage, empty: Path, languages: str
) -> None:
    done = manage(empty, "start", *OPTIONS, "--languages", languages, START_PASSWORD=PASSWORD)
    assert done.status == 0, done
    found = ask(manage, empty)
    assert found["languages"] == languages.split(",")
    assert found["fronts"] == sorted(languages.split(","))
    assert found["name"] == "The Example"


def test_it_says_where_to_go_next(manage: Manage, empty: Path) -> None:
    done = manage(empty, "start", *OPTIONS, START_PASSWORD=PASSWORD)
    assert "The Example is ready" in done.printed
    assert f"DATA_DIR={empty}" in done.printed
    assert "http://127.0.0.1:8000/admin/" in done.printed
    assert PASSWORD not in done.printed


def test_it_leaves_a_publication_that_is_there_untouched(manage: Manage, publication: Path) -> None:
    before = snapshot(publication)
    other = ("--name", "Another", "--contact", "x@example.org", "--username", "bo")
    done = manage(publication, "start", *other, START_PASSWORD=PASSWORD)
    assert done.status == 1
    assert "holds a publication already: nothing was changed" in done.complaint
    assert snapshot(publication) == before


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ((), "--name is missing"),
        (("--name", "The Example"), "--contact is missing"),
        (("--name", "  "), "--name: This cannot be empty."),
        (("--name", "x" * 101), "--name: Ensure this value has at most 100 characters"),
        ((*OPTIONS, "--languages", "en,fr"), "--languages: 'fr' is not one of en, zh-hans."),
        ((*OPTIONS, "--languages", ","), "--languages: Choose from en, zh-hans."),
        ((*OPTIONS, "--contact", "nobody"), "--contact: Enter a valid email address."),
        ((*OPTIONS, "--username", "a b"), "--username: Enter a valid username."),
        ((*OPTIONS, "--time-zone", "Mars"), "--time-zone: 'Mars' is not a name"),
        (OPTIONS, "Put your password into the environment variable START_PASSWORD."),
    ],
)
@pytest.mark.django_db
def test_it_says_what_is_wrong_and_makes_nothing(
    settings: Any, tmp_path: Path, answers: tuple[str, ...], complaint: str
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    with pytest.raises(CommandError) as refused:
        call_command("start", *answers)
    assert complaint in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert not settings.DATA_DIR.exists()


def test_it_refuses_a_weak_password(manage: Manage, tmp_path: Path) -> None:
    done = manage(tmp_path / "data", "start", *OPTIONS, START_PASSWORD="12345")
    assert done.status == 1
    assert done.complaint.startswith("CommandError: START_PASSWORD: This password is too short.")


@pytest.mark.parametrize("place", ["/dev/null/data", "/proc/tearsheet"])
def test_it_says_that_a_directory_cannot_be_written(manage: Manage, place: str) -> None:
    done = manage(Path(place), "start", *OPTIONS, START_PASSWORD=PASSWORD)
    assert done.status == 1
    assert done.complaint.startswith(f"CommandError: Cannot write to {place}: ")
    assert done.complaint.endswith("Set DATA_DIR to a directory that you own.")


def test_it_says_that_a_directory_belongs_to_someone_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(founding.CannotFound, match="permission denied"):
        founding.prepare(tmp_path)
    assert not list(tmp_path.iterdir())


def test_it_says_that_the_database_does_not_answer(manage: Manage, empty: Path) -> None:
    nowhere = "postgres://nobody@127.0.0.1:1/nothing"
    done = manage(empty, "start", *OPTIONS, START_PASSWORD=PASSWORD, DATABASE_URL=nowhere)
    assert done.status == 1
    assert "cannot be used: connection failed" in done.complaint
    assert len(done.complaint.splitlines()) == 1


def test_it_asks_at_a_terminal_until_the_answers_will_do(manage: Manage, empty: Path) -> None:
    typed = ["The Typed One", "en,xx", "zh-hans,en", "wrong", "desk@example.org", "ana"]
    screen, status = at_a_terminal(
        empty, [*typed, "12345678", PASSWORD, "other", PASSWORD, PASSWORD]
    )
    assert status == 0, screen
    assert "Name of the publication: " in screen
    assert "'xx' is not one of en, zh-hans." in screen
    assert "Enter a valid email address." in screen
    assert "This password is too common." in screen
    assert "That was not the same twice." in screen
    assert PASSWORD not in screen
    found = ask(manage, empty)
    assert found["name"] == "The Typed One"
    assert found["languages"] == ["zh-hans", "en"]
    assert found["may_enter"] is True


def test_it_can_be_left_at_the_first_question(tmp_path: Path) -> None:
    screen, status = at_a_terminal(tmp_path / "data", ["\x04"])
    assert status == 1
    assert "Stopped. Nothing was set up." in screen
    assert "Traceback" not in screen
    assert not (tmp_path / "data").exists()


def at_a_terminal(data_dir: Path, answers: list[str]) -> tuple[str, int]:
    """Types each answer when a question stands there; returns the screen and the exit status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "start"],
        cwd=settings.BASE_DIR,
        env=surroundings(data_dir, COLUMNS="200"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    screen, waiting = "", list(answers)
    try:
        while True:
            try:
                said = os.read(ours, 4096).decode()
            except OSError:  # the other end is closed
                break
            screen += said
            if waiting and said.rstrip(" ").endswith(":") and said.endswith(" "):
                answer = waiting.pop(0)
                os.write(ours, (answer if answer == "\x04" else answer + "\n").encode())
        return screen, process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
