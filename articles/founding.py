"""The first things of a publication: its data directory, its key, its database, its accounts.

Everything here may be done again: what is there already stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from articles.install import ROLES
from articles.models import Masthead
from articles.refusals import Refused


class CannotFound(Refused):
    message = _("The publication cannot be set up here.")


def prepare(data_dir: Path) -> None:
    """Makes the data directory and its key (readable by its owner alone), and uses the key at once.

    Raises `CannotFound` with a sentence where the directory cannot be written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not os.access(data_dir, os.W_OK | os.X_OK):
            raise PermissionError(None, "permission denied")
        key = _secret_key(data_dir / "secret_key")
    except OSError as error:
        raise CannotFound(
            _(
                "Cannot write to %(directory)s: %(reason)s. Set DATA_DIR to a directory that you own."
            )
            % {"directory": data_dir, "reason": error.strerror}
        ) from error
    if not os.environ.get("SECRET_KEY"):
        settings.SECRET_KEY = key


def _secret_key(path: Path) -> str:
    key = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not key:
        key = secrets.token_urlsafe(50)
        write_private(path, key)
    return key


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner may read (mode 0600)."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(handle, 0o600)
        file.write(text + "\n")


def is_founded() -> bool:
    """Whether the database holds a publication: a name or an account. False without tables.

    Asking makes no file: SQLite would begin an empty database where there is none.
    """
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        return Masthead.objects.exclude(name="").exists() or User.objects.exists()
    except DatabaseError:
        return False


def speak(languages: list[str]) -> None:
    """Chooses the interface languages, the first without a prefix: now, and for every later process."""
    settings.LANGUAGE_CODE = languages[0]
    settings.LANGUAGES = [(code, settings.KNOWN_LANGUAGES[code]) for code in languages]
    keep("languages", ",".join(languages))


def keep(name: str, text: str) -> None:
    """Leaves a setting in the data directory, where `cms.settings` looks for it."""
    (settings.DATA_DIR / name).write_text(text + "\n", encoding="utf-8")


def bring_up_to_date() -> None:
    """Migrates the database and gathers static files; does nothing where nothing is new.

    Raises `CannotFound` where the database does not answer or files cannot be written.
    """
    try:
        call_command("migrate", interactive=False, verbosity=0)
        _gather_static_files(settings.DATA_DIR / "static.digest")
    except (DatabaseError, OSError) as error:
        raise CannotFound(
            _("The database or the data directory cannot be used: %(reason)s.")
            % {"reason": " ".join(str(error).split()).rstrip(".?")}
        ) from error


def _gather_static_files(record: Path) -> None:
    """Gathering rewrites and compresses every file anew, so it is left out where none has changed."""
    digest = _static_digest()
    is_gathered = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if is_gathered and record.exists() and record.read_text(encoding="utf-8") == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    record.write_text(digest, encoding="utf-8")


def _static_digest() -> str:
    """SHA-256 (hex) of the names, sizes and times of all static files at their places."""
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            found.append(f"{name} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def make_account(
    username: str,
    *,
    roles: list[str],
    password: str | None,
    email: str = "",
    is_owner: bool = False,
) -> tuple[User, bool]:
    """An account at the desk with these roles, and whether it is new; an old one stays as it is.

    Without a password nobody can sign in with it yet.
    """
    user = User.objects.filter(username=username).first()
    if user:
        return user, False
    make = User.objects.create_superuser if is_owner else User.objects.create_user
    user = make(username, email=email, password=password)
    user.is_staff = True
    user.save()
    user.groups.set(Group.objects.filter(name__in=roles))
    return user, True


def every_role() -> list[str]:
    return list(ROLES)
