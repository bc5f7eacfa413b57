"""The ground every test stands on: a data directory of its own, real static files, closed sockets."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from whitenoise.base import WhiteNoise

hypothesis_settings.register_profile(
    "default",
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("default")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
ROOT = Path(__file__).parent.parent
# Tables as the migrations leave them, and no row, trigger or role of `articles.install`.
MIGRATE = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate
connection.settings_dict["NAME"] = sys.argv[1]
post_migrate.receivers.clear()
call_command("migrate", verbosity=0)
connection.cursor().execute("PRAGMA journal_mode=DELETE")
"""

Once = Callable[[str, Callable[[Path], object]], Path]


def pytest_configure(config: pytest.Config) -> None:
    """Gathers static files once, in the controlling process; workers find them by the environment."""
    if os.environ.get("TEARSHEET_STATIC_READY"):
        return
    os.environ["TEARSHEET_STATIC_READY"] = "1"
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def once_a_run(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a file or a directory once for all processes of the run: copy it, don't change it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        path, new = shared / name, shared / f"new-{name}"
        with (shared / f"{name}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not path.exists():
                make(new)
                new.rename(path)
        return path

    return made


@pytest.fixture(scope="session")
def tables(once_a_run: Once) -> Path:
    """A database of SQLite, migrated and empty: migrating takes longer than most modules."""

    def migrate(path: Path) -> None:
        on_sqlite = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        on_sqlite["DJANGO_SETTINGS_MODULE"] = "cms.settings"
        subprocess.run([sys.executable, "-c", MIGRATE, path], cwd=ROOT, env=on_sqlite, check=True)

    return once_a_run("tables.sqlite3", migrate)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, request: pytest.FixtureRequest
) -> None:
    """On SQLite the tests' own database begins with the tables, so that its migrate has little to do."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    if connection.vendor != "sqlite":
        return
    migrated = request.getfixturevalue("tables")

    def fill(connection: Any, **_unused: Any) -> None:
        connection_created.disconnect(fill)
        with closing(sqlite3.connect(migrated)) as source:
            source.backup(connection.connection)

    connection_created.connect(fill, weak=False)


@pytest.fixture(scope="session", autouse=True)
def _static_files_looked_through_once() -> Iterator[None]:
    """Every test's client sets the middleware up anew, which would look at 500 files each time."""
    look_through = WhiteNoise.update_files_dictionary
    known: dict[tuple[str, str], dict[str, Any]] = {}

    def once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in known:
            others, self.files = self.files, {}
            look_through(self, root, prefix)
            known[root, prefix], self.files = self.files, others
        self.files.update(known[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", once)
        yield


@pytest.fixture(autouse=True)
def _own_renditions(settings: Any, tmp_path: Path) -> None:
    """Renditions of a test go to a directory of that test; masters share the run's own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Most tests make an account, and a hash that is safe to store takes half a second."""
    from django.test import override_settings

    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a module's own fixtures make on this ground stands for all its tests, and goes at the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Settings are no part of what a value is remembered by."""
    yield
    from articles import freshness

    freshness.forget()


@pytest.fixture(autouse=True)
def _closed_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        is_outside = isinstance(address, tuple) and address[0] not in LOOPBACK
        assert not is_outside, f"a test tried to reach {address}"
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _flushable(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions ends with a flush, which the triggers would refuse on SQLite."""
    names = {"transactional_db", "live_server"}
    is_transactional = bool(names & set(request.fixturenames))
    if is_transactional:
        request.getfixturevalue("transactional_db")
    yield
    if is_transactional:
        from articles.install import drop_triggers

        drop_triggers()


def found_chromium() -> str | None:
    """The engine alone where there is one: a whole Chromium draws menus and tabs that nobody sees, which
    takes as long again as the pages do.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what asks the database of its own process, and so may answer otherwise on another one.

    Browser tests need Chromium; where the variable says so, its absence is a failure.

    Where they fail they run once more, and both runs are told: a machine that does everything at once
    can hold a browser up in ways that no reader or editor would meet, and what is broken fails twice.
    """
    has_chromium = found_chromium() or os.environ.get("REQUIRE_SERVICES")
    skip = pytest.mark.skip(reason="no chromium on PATH")
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or "django_db_setup" in fixtures:
            item.add_marker(pytest.mark.database)
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1) if has_chromium else skip)
