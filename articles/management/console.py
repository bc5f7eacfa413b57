"""How the commands speak: progress on one line, refusals as one sentence and exit status 1."""

from __future__ import annotations

import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError, OutputWrapper
from django.db import DatabaseError

from articles.models import Masthead
from articles.refusals import Refused


class Progress:
    """Says what is being done, on one line that is written over where the output is a terminal."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.width = 0

    def __call__(self, what: str) -> None:
        if not self.out.isatty():
            self.out.write(f"  {what}")
            self.out.flush()
            return
        self.out.write(f"\r  {what}{' ' * (self.width - len(what))}", ending="")
        self.out.flush()
        self.width = len(what)

    def done(self) -> None:
        """Clears the line; may be called twice."""
        if self.out.isatty() and self.width:
            self.out.write(f"\r{' ' * (self.width + 2)}\r", ending="")
            self.out.flush()
        self.width = 0


@contextmanager
def refusals_as_sentences(progress: Progress) -> Iterator[None]:
    """A verb's no becomes a command's: one sentence, no traceback, exit status 1."""
    try:
        yield
    except Refused as refusal:
        progress.done()
        raise CommandError(str(refusal)) from refusal
    except KeyboardInterrupt:
        progress.done()
        raise CommandError("Stopped. Run it again to go on where it stopped.") from None
    progress.done()


def check_database() -> None:
    """Raises `CommandError` where the database does not answer or has no tables yet. One query."""
    try:
        is_ready = Masthead.objects.exists()
    except DatabaseError:
        is_ready = False
    if not is_ready:
        raise CommandError(
            f"There is no publication in {settings.DATA_DIR} yet: run `{manage('start')}` first."
        )


def account(username: str | None) -> User:
    """Who does it: the account of that name, else the first owner. Raises `CommandError` without one."""
    accounts = User.objects.filter(is_active=True).order_by("pk")
    found = (
        accounts.filter(username=username) if username else accounts.filter(is_superuser=True)
    ).first()
    if found is None:
        raise CommandError(
            f"There is no account {username!r}."
            if username
            else f"There is no account yet: run `{manage('start')}`, or name one with --as."
        )
    return found


def check_port(host: str, port: str) -> int:
    """The port as a number. Raises `CommandError` for no port, or where something listens already."""
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise CommandError(f"--port: {port!r} is not a port. Choose one from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another with --port."
            ) from error
    return int(port)


def python() -> str:
    """How one types our interpreter in the project's folder."""
    executable = Path(sys.executable)
    is_ours = executable.is_relative_to(settings.BASE_DIR)
    return str(executable.relative_to(settings.BASE_DIR)) if is_ours else "python"


def manage(*words: str) -> str:
    """One of our commands as one types it here, with DATA_DIR where it is not the usual one."""
    return f"{environment()}{python()} manage.py {' '.join(words)}"


def environment() -> str:
    """What must stand before a command so that it finds this publication: `DATA_DIR=… ` or nothing."""
    if "DATA_DIR" not in os.environ:
        return ""
    return f"DATA_DIR={shlex.quote(str(settings.DATA_DIR))} "
