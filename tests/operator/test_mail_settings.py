"""One variable names the mail server; nonsense is refused without repeating a password."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings as house
from django.core import mail
from django.core.management import CommandError, call_command

from articles import post
from articles.models import Message
from tests.makers import NOON
from tests.operator import Done
from tests.operator.conftest import shown, surroundings

Manage = Callable[..., Done]
OPTIONS = (
    "settings.MAILERS['default']['OPTIONS'] if hasattr(settings, 'MAILERS') else "
    "dict(host=settings.EMAIL_HOST, port=settings.EMAIL_PORT, username=settings.EMAIL_HOST_USER, "
    "password=settings.EMAIL_HOST_PASSWORD, use_tls=settings.EMAIL_USE_TLS, "
    "use_ssl=settings.EMAIL_USE_SSL, timeout=settings.EMAIL_TIMEOUT)"
)
FROM = {"EMAIL_FROM": "desk@quay.example"}


def server(data_dir: Path, url: str) -> dict[str, Any]:
    return dict(ast.literal_eval(shown(data_dir, OPTIONS, EMAIL_URL=url, **FROM)))


def complaint(data_dir: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=house.BASE_DIR,
        env=surroundings(data_dir, **environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "s3cret" not in done.stderr.splitlines()[-1]
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("smtp://mail.example", {"host": "mail.example", "port": 25, "use_tls": False}),
        ("smtp://mail.example?tls=1", {"port": 587, "use_tls": True, "use_ssl": False}),
        ("smtps://mail.example", {"port": 465, "use_tls": False, "use_ssl": True}),
        (
            "smtp://me%40quay.example:p%2Fss%40@mail.example:2525/?tls=1",
            {"username": "me@quay.example", "password": "p/ss@", "port": 2525, "timeout": 5},
        ),
    ],
)
def test_it_reads_where_mail_goes(tmp_path: Path, url: str, says: dict[str, Any]) -> None:
    found = server(tmp_path, url)
    assert {name: found[name] for name in says} == says


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:587",
        "http://me:s3cret@mail.example",
        "smtp://me:s3cret@",
        "smtp://me:s3cret@mail.example:port",
        "smtp://me:s3cret@mail.example:99999",
        "smtp://me:s3cret@mail.example/folder",
        "smtp://me:s3cret@mail.example?tls=yes",
        "smtp://me:s3cret@mail.example?tls=1&ssl=1",
        "smtps://me:s3cret@mail.example?tls=1",
        "smtp://me:s3cret/with@mail.example",
    ],
)
def test_it_refuses_what_names_no_server(tmp_path: Path, url: str) -> None:
    assert "EMAIL_URL cannot be read: write it like smtp://" in complaint(
        tmp_path, EMAIL_URL=url, **FROM
    )


def test_it_asks_from_which_address(tmp_path: Path) -> None:
    for sender in ("", "the desk"):
        said = complaint(tmp_path, EMAIL_URL="smtp://mail.example", EMAIL_FROM=sender)
        assert "EMAIL_FROM is missing" in said


def test_links_in_mail_lead_to_the_first_host(tmp_path: Path) -> None:
    def site(**environment: str) -> str:
        return shown(tmp_path, "settings.SITE_URL", **environment)

    assert site() == "https://localhost"
    assert site(ALLOWED_HOSTS=".quay.example,x", HTTPS="0") == "http://quay.example"
    assert site(SITE_URL="https://quay.example/") == "https://quay.example"
    (tmp_path / "site_url").write_text("http://127.0.0.1:8111\n")  # as the demo left it
    assert site() == "http://127.0.0.1:8111"
    assert site(ALLOWED_HOSTS="quay.example") == "https://quay.example"
    assert "SITE_URL is 'quay.example'" in complaint(tmp_path, SITE_URL="quay.example")


def test_no_server_is_said_in_a_sentence(manage: Manage, publication: Path) -> None:
    done = manage(publication, "send_mail")
    assert done.status == 1
    assert "EMAIL_URL" in done.complaint


@pytest.fixture
def _with_server(db: None, settings: Any) -> None:
    settings.HAS_MAIL_SERVER = True


@pytest.mark.usefixtures("_with_server")
def test_it_sends_what_is_due_and_says_what_failed() -> None:
    told: dict[str, Any] = {"subject": "x", "body": "x", "language": "en", "at": NOON}
    post.write(to="a@b.example", **told)
    out = StringIO()
    call_command("send_mail", stdout=out)
    assert out.getvalue() == "Sent 1.\n"
    assert len(mail.outbox) == 1
    post.write(to="a@b.example\nx", **told)
    with pytest.raises(CommandError, match="1 not sent"):
        call_command("send_mail", stdout=out)
    assert Message.objects.filter(sent_at=None).count() == 1


def test_django_names_it_in_one_way_only() -> None:
    assert hasattr(house, "MAILERS") == (django.VERSION >= (6, 1))
