"""`manage.py demo`: a publication worth looking at, set up and served on this machine."""

from __future__ import annotations

import os
import secrets
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import demo, founding
from articles.management import console

HOST = "127.0.0.1"
OWNER = "ferrier"
ONE_ROLE_EACH = {
    "writer": "Writers",
    "editor": "Editors",
    "rights": "Rights desk",
    "moderator": "Moderators",
}


class Command(BaseCommand):
    help = "Sets up the demo publication and serves it. Run again, it changes nothing and loses nothing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="set up only")
        parser.add_argument("--port", default="8000", help="default: 8000")

    def handle(self, *, no_serve: bool, port: str, **options: Any) -> None:
        if not no_serve:
            console.check_port(HOST, port)
        progress = console.Progress(self.stdout)
        with console.refusals_as_sentences(progress):
            _refuse_another_publication()
            founding.prepare(settings.DATA_DIR)
            progress("database and static files")
            founding.bring_up_to_date()
            demo.load(settings.BASE_DIR / "seeds", actor=_owner(), say=progress)
            accounts = _open_accounts()
        self._say_where("" if no_serve else port, accounts)
        if not no_serve:
            self._serve(port)

    def _say_where(self, port: str, accounts: dict[str, str]) -> None:
        say = self.stdout.write
        say(f"\nThe demo is in {settings.DATA_DIR}.")
        if port:
            base = f"http://{HOST}:{port}/"
            others = "".join(f"   {base}{code}/" for code, _name in settings.LANGUAGES[1:])
            say(f"  Readers  {base}{others}")
            say(f"  Desk     {base}admin/")
        else:
            say(f"  Serve it with    {console.manage('demo')}")
        for username, password in accounts.items():
            roles = "every role" if username == OWNER else ONE_ROLE_EACH[username]
            secret = f"password {password}" if password else "password as set before"
            say(f"  Account  {username:<10} {secret}   ({roles})")
        say(f"  A new password:  {console.manage('changepassword', 'USERNAME')}")

    def _serve(self, port: str) -> None:
        """Becomes gunicorn, which says nothing more unless something is wrong. Where it is served is kept
        for the commands that run beside it: their mails have links.
        """
        founding.keep("site_url", f"http://{HOST}:{port}")
        self.stdout.write("\nStop with Ctrl-C.")
        self.stdout.flush()
        hosts = dict.fromkeys([*settings.ALLOWED_HOSTS, "localhost", HOST])
        environment = os.environ | {
            "DATA_DIR": str(settings.DATA_DIR),
            "ALLOWED_HOSTS": ",".join(hosts),
            "HTTPS": "0",
            "BIND": f"{HOST}:{port}",
            "SITE_URL": f"http://{HOST}:{port}",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "cms/gunicorn.py"]
        os.chdir(settings.BASE_DIR)
        os.execve(sys.executable, [*command, "--log-level", "warning", "cms.wsgi"], environment)


def _refuse_another_publication() -> None:
    """Somebody's own publication gets neither the demo's articles nor its accounts."""
    if founding.is_founded() and not User.objects.filter(username=OWNER).exists():
        raise CommandError(
            f"{settings.DATA_DIR} holds a publication of your own: nothing was changed. "
            "Set DATA_DIR to another directory for the demo."
        )


def _owner() -> User:
    """Who loads the demo. The password is set last, so that it is printed when it is set."""
    owner, _is_new = founding.make_account(
        OWNER, roles=founding.every_role(), password=None, is_owner=True
    )
    return owner


def _open_accounts() -> dict[str, str]:
    """By username the password of every account that had none yet, empty for the others."""
    password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
    accounts = {}
    for username in (OWNER, *ONE_ROLE_EACH):
        roles = [ONE_ROLE_EACH[username]] if username in ONE_ROLE_EACH else []
        user, _is_new = founding.make_account(username, roles=roles, password=None)
        is_open = user.has_usable_password()
        if not is_open:
            user.set_password(password)
            user.save()
        accounts[username] = "" if is_open else password
    return accounts
