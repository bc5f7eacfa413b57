"""`manage.py start`: an empty publication of one's own, ready for its first article."""

from __future__ import annotations

import getpass
import os
import sys
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction

from articles import founding
from articles.management import console
from articles.models import Masthead

QUESTIONS = {
    "name": "Name of the publication",
    "languages": f"Languages, the first without a prefix ({', '.join(settings.KNOWN_LANGUAGES)})",
    "contact": "E-mail address for readers who want to reprint",
    "username": "Your user name at the desk",
}
DEFAULTS = {"languages": "en,zh-hans"}


class Command(BaseCommand):
    help = "Starts an empty publication: asks for, or takes as options, its name, languages, contact and you."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        for option, question in QUESTIONS.items():
            parser.add_argument(f"--{option}", help=question)
        parser.add_argument("--time-zone", default=settings.TIME_ZONE, help="like Europe/Berlin")
        parser.add_argument(
            "--password-env",
            default="START_PASSWORD",
            metavar="VARIABLE",
            help="the environment variable that holds your password (default: START_PASSWORD)",
        )

    def handle(self, *, time_zone: str, password_env: str, **options: Any) -> None:
        if founding.is_founded():
            raise CommandError(
                f"{settings.DATA_DIR} holds a publication already: nothing was changed. "
                "Set DATA_DIR to start another one."
            )
        if time_zone not in zoneinfo.available_timezones():
            raise CommandError(f"--time-zone: {time_zone!r} is not a name like Europe/Berlin.")
        try:
            answers = {name: self._answer(name, options[name]) for name in QUESTIONS}
            password = self._password(password_env, answers)
        except (KeyboardInterrupt, EOFError):
            raise CommandError("Stopped. Nothing was set up.") from None
        self._set_up(answers, time_zone)
        _found(answers, password)
        self._say_what_next(answers["name"])

    def _answer(self, name: str, given: str | None) -> str:
        """What was given as an option, or is typed; what is typed is asked for until it will do."""
        if given is not None:
            try:
                return CHECKS[name](given.strip())
            except ValidationError as error:
                raise CommandError(f"--{name}: {_sentence(error)}") from error
        default = DEFAULTS.get(name, "")
        if not sys.stdin.isatty():
            if default:
                return default
            every = ", ".join(f"--{option}" for option in QUESTIONS)
            raise CommandError(f"--{name} is missing. Without a keyboard to ask at, give {every}.")
        hint = f" [{default}]" if default else ""
        while True:
            try:
                return CHECKS[name](input(f"{QUESTIONS[name]}{hint}: ").strip() or default)
            except ValidationError as error:
                self.stdout.write(f"  {_sentence(error)}")

    def _password(self, variable: str, answers: dict[str, str]) -> str:
        owner = User(username=answers["username"], email=answers["contact"])
        if given := os.environ.get(variable):
            try:
                validate_password(given, owner)
            except ValidationError as error:
                raise CommandError(f"{variable}: {_sentence(error)}") from error
            return given
        if not sys.stdin.isatty():
            raise CommandError(f"Put your password into the environment variable {variable}.")
        while True:
            typed = getpass.getpass("Your password: ")
            try:
                validate_password(typed, owner)
            except ValidationError as error:
                self.stdout.write(f"  {_sentence(error)}")
                continue
            if getpass.getpass("Once more: ") == typed:
                return typed
            self.stdout.write("  That was not the same twice.")

    def _set_up(self, answers: dict[str, str], time_zone: str) -> None:
        progress = console.Progress(self.stdout)
        with console.refusals_as_sentences(progress):
            founding.prepare(settings.DATA_DIR)
            founding.speak(answers["languages"].split(","))
            founding.keep("time_zone", time_zone)
            progress("database and static files")
            founding.bring_up_to_date()

    def _say_what_next(self, name: str) -> None:
        serve = f"HTTPS=0 {console.python()} -m gunicorn -c cms/gunicorn.py cms.wsgi"
        self.stdout.write(
            f"{name} is ready in {settings.DATA_DIR}.\n"
            f"  Serve it on this machine:  {console.environment()}{serve}\n"
            "  Then open the desk at http://127.0.0.1:8000/admin/ : "
            "its first page says what to do next."
        )


def _found(answers: dict[str, str], password: str) -> None:
    with transaction.atomic():
        masthead = Masthead.objects.get()
        masthead.name = answers["name"]
        masthead.contact_email = answers["contact"]
        masthead.mark = answers["name"][:1].upper()
        masthead.save()
        founding.make_account(
            answers["username"],
            roles=founding.every_role(),
            password=password,
            email=answers["contact"],
            is_owner=True,
        )


def _sentence(error: ValidationError) -> str:
    return " ".join(error.messages)


def _languages(text: str) -> str:
    codes = list(dict.fromkeys(code.strip() for code in text.split(",") if code.strip()))
    known = ", ".join(settings.KNOWN_LANGUAGES)
    for code in codes:
        if code not in settings.KNOWN_LANGUAGES:
            raise ValidationError(f"{code!r} is not one of {known}.")
    if not codes:
        raise ValidationError(f"Choose from {known}.")
    return ",".join(codes)


def _column(model: type[models.Model], name: str) -> Callable[[str], str]:
    """Checks an answer as the desk would, and that there is one."""

    def check(text: str) -> str:
        if not text:
            raise ValidationError("This cannot be empty.")
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        field.run_validators(text)
        return text

    return check


CHECKS: dict[str, Callable[[str], str]] = {
    "name": _column(Masthead, "name"),
    "languages": _languages,
    "contact": _column(Masthead, "contact_email"),
    "username": _column(User, "username"),
}
