"""The operator lets `manage.py remind` run by the clock: it says what it did, and naming nobody."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from articles.models import Message, Reminder
from articles.publishing import release
from articles.rights import days
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.operator import Done

END = NOON + 7 * DAY


def remind(*words: str) -> str:
    out = io.StringIO()
    call_command("remind", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def _something_due(db: None, _at_noon: None) -> None:
    desk = personas.rights_desk()
    desk.email = "rights@example.org"
    desk.save()
    permission = makers.make_permission(
        reference="Letter of bo@example.org",
        licensor="Bo Holder",
        valid_until=END,
        copy_within_days=7,
        at=NOON - DAY,
    )
    article = makers.make_article(title="Quiet title")
    makers.credit(article, permission)
    release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


@pytest.mark.usefixtures("_at_noon")
def test_the_mail_names_the_last_day_as_the_holder_counts_it(db: None) -> None:
    desk = personas.rights_desk()
    desk.email = "rights@example.org"
    desk.save()
    end = days.ends(date(2026, 11, 8), ZoneInfo("Asia/Shanghai"))
    makers.make_permission(
        reference="A letter", valid_until=end, time_zone="Asia/Shanghai", at=NOON - DAY
    )
    remind()
    assert "- A letter ends: its last day is 8 November 2026." in Message.objects.get().body


@pytest.mark.usefixtures("_something_due")
def test_it_prints_what_it_reminded_of_and_names_nobody() -> None:
    said = remind()
    assert "2026-11-09 12:00 UTC: permission " in said
    assert " ends (7 days before)" in said
    assert "a copy of article " in said
    assert said.endswith("Wrote to 1 person.\n")
    for private in ("bo@example.org", "Bo Holder", "rights@example.org", "Quiet title"):
        assert private not in said
    assert "Letter of bo@example.org" in Message.objects.get().body
    assert remind() == "Nothing to remind of.\n"
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("_something_due")
def test_what_has_ended_is_not_said_to_end() -> None:
    with time_machine.travel(END + 7 * DAY, tick=False):
        assert " ended (7 days after)" in remind()


@pytest.mark.usefixtures("_something_due")
def test_a_dry_run_only_says_it() -> None:
    said = remind("--dry-run")
    assert said.endswith("Would write to 1 person.\n")
    assert not Message.objects.exists()
    assert not Reminder.objects.exists()


@pytest.mark.usefixtures("_something_due")
def test_links_in_the_mail_lead_to_the_desk(settings: Any) -> None:
    settings.SITE_URL = "https://review.example.org"
    remind()
    body = Message.objects.get().body
    assert "\n  https://review.example.org/admin/articles/permission/" in body


@pytest.mark.usefixtures("_something_due")
def test_without_anybodys_address_it_says_so_and_notes_nothing() -> None:
    desk = personas.rights_desk()
    desk.email = ""
    desk.save()
    assert "give a member of the rights desk an e-mail address" in remind()
    assert not Reminder.objects.exists()


@pytest.mark.usefixtures("transactional_db", "_something_due")
def test_two_runs_at_the_same_time_remind_once() -> None:
    from django.db import connection

    def run(_number: int) -> str:
        try:
            return remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(run, range(2)))
    assert said[1] == "Nothing to remind of.\n"
    assert Message.objects.count() == 1
    assert Reminder.objects.filter(kind="ending").count() == 3


def test_an_empty_publication_has_nothing_to_be_reminded_of(
    manage: Callable[..., Done], publication: Path, tmp_path: Path
) -> None:
    assert manage(publication, "remind") == Done(0, "Nothing to remind of.\n", "")
    nowhere = manage(tmp_path / "nowhere", "remind")
    assert nowhere.status == 1
    assert "run `" in nowhere.complaint
