"""The environment is read once, and a value that cannot be used is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.operator.conftest import shown, surroundings


def complaint(data_dir: Path, **environment: str) -> str:
    """The last line of what a process says that cannot read its settings."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=surroundings(data_dir, **environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("HTTPS", "maybe", "HTTPS is 'maybe': say 1 or 0."),
        ("DEBUG", "2", "DEBUG is '2': say 1 or 0."),
        ("LANGUAGES", "en,fr", "LANGUAGES is en,fr: choose from en, zh-hans"),
        ("TIME_ZONE", "Mars", "TIME_ZONE is 'Mars': use a name like Europe/Berlin."),
    ],
)
def test_it_names_a_value_that_it_cannot_use(
    tmp_path: Path, variable: str, value: str, says: str
) -> None:
    assert says.replace("is en,fr", "is 'en,fr'") in complaint(tmp_path, **{variable: value})


def test_it_is_safe_unless_told_otherwise(tmp_path: Path) -> None:
    what = "settings.DEBUG, settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE"
    assert shown(tmp_path, what) == "False True True"
    assert shown(tmp_path, what, HTTPS="0") == "False False False"


def test_it_prefers_the_environment_to_what_start_left(publication: Path) -> None:
    assert shown(publication, "settings.TIME_ZONE") == "Europe/Berlin"
    assert shown(publication, "settings.TIME_ZONE", TIME_ZONE="Asia/Shanghai") == ("Asia/Shanghai")
    assert shown(publication, "settings.SECRET_KEY", SECRET_KEY="given") == "given"
    assert shown(publication, "settings.LANGUAGE_CODE", LANGUAGES="zh-hans") == "zh-hans"


def test_it_takes_lists_with_commas(tmp_path: Path) -> None:
    hosts = shown(tmp_path, "settings.ALLOWED_HOSTS", ALLOWED_HOSTS="a.example, b.example,")
    assert hosts == "['a.example', 'b.example']"


def test_it_uses_postgresql_where_told(tmp_path: Path) -> None:
    what = "settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['NAME']"
    found = shown(tmp_path, what, DATABASE_URL="postgres://me@db.example/ours")
    assert found == "django.db.backends.postgresql ours"


def test_it_does_not_serve_without_a_key_and_says_how_to_get_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import cms.wsgi"],
        cwd=settings.BASE_DIR,
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "set SECRET_KEY, or run `python manage.py start`" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_readme_names_every_variable_and_no_other() -> None:
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Settings")[2].partition("\n## ")[0]
    named = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    read = set()
    for path in ("cms/settings.py", "cms/gunicorn.py"):
        source = (settings.BASE_DIR / path).read_text(encoding="utf-8")
        for call in ("_flag(", "_list(", "os.environ.get("):
            read |= {part.split('"')[1] for part in source.split(call)[1:] if part[0] == '"'}
    assert named == read | {"DEMO_PASSWORD", "START_PASSWORD"}


def test_the_readme_gives_three_commands_of_one_line() -> None:
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    commands = [
        line for line in readme.splitlines() if line.startswith("    python3 -m venv .venv")
    ]
    assert [command.endswith(("manage.py demo", "-m pytest")) for command in commands[:2]] == [
        True,
        True,
    ]
    for option in ("START_PASSWORD=", "--name ", "--languages ", "--contact ", "--username "):
        assert option in commands[2], "it takes no answer from a keyboard"
    assert [command.count("&&") for command in commands] == [2, 2, 2]


def test_the_readme_names_folders_that_are_there() -> None:
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    tree = readme.partition("```\nmanage.py")[2].partition("```")[0]
    within = settings.BASE_DIR / "articles"
    names = [line.split()[0] for line in tree.splitlines()[1:]]
    assert len(names) > 20
    missing = [
        name
        for name in names
        if not ((within / name).exists() or (settings.BASE_DIR / name).exists())
    ]
    assert missing == []
