"""An editor in a browser looks at what changed, restores, takes it back; sees the month and another time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Edition
from articles.publishing import release
from tests import makers, personas
from tests.browser.conftest import PHONE, accessibility_findings, sign_in, watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def edition() -> Edition:
    """A published article whose working copy has moved on, and another that is to come."""
    personas.everyone()
    now = timezone.now()
    edition = makers.make_live(
        at=now - timedelta(hours=1),
        title="Low water",
        tags=["rivers"],
        bodies=(
            "<p>The river was low.</p><p>Nobody crossed.</p><p>It stayed so.</p>",
            "<p>The end of <em>it</em>.</p>",
        ),
    )
    first, last = edition.article.sections.all()
    first.heading = "At the quay"
    first.body = "<p>The river was very low.</p><p>Nobody crossed.</p><p>It stayed so.</p>"
    last.body = "<p>The end of it.</p><p>A wholly new paragraph.</p>"
    first.save()
    last.save()
    coming = makers.make_article(title="High water")
    release.publish(coming, actor=personas.editor(), at=now + timedelta(hours=2), now=now)
    return edition


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def check(page: Page, name: str, complaints: list[str] | None = None) -> None:
    """No accessibility finding, by day and by night, and nothing to scroll sideways."""
    complaints = complaints if complaints is not None else []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.reload()
        assert complaints == []  # before axe, whose own styles the policy refuses
        assert accessibility_findings(page) == [], scheme
        shot(page, f"{name}-{page.viewport_size['width']}-{scheme}")  # type: ignore[index]
        complaints.clear()
    too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(too_wide) <= 0


def test_a_version_is_compared_restored_and_taken_back_by_keyboard(
    page: Page, edition: Edition
) -> None:
    article = edition.article
    sign_in(page, "everyone")
    page.goto(f"/admin/articles/article/{article.pk}/compare/")
    expect(page.locator(".compare-summary")).to_contain_text("2 sections changed")
    check(page, "compare")
    page.keyboard.press("n")
    expect(page.locator(".is-current")).to_contain_text("At the quay")
    page.keyboard.press("n")
    expect(page.locator(".is-current ins")).to_contain_text("very")
    page.keyboard.press("p")
    expect(page.locator("[data-place]")).to_have_text(
        f"1 of {page.locator('[data-change]').count()}"
    )

    page.get_by_role("link", name="Restore version 1…").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".restore-look")).to_contain_text("Below is what this changes")
    check(page, "restore")
    page.get_by_role("button", name="Restore version 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_have_text("Restored into the working copy.")
    assert "very" not in article.sections.all()[0].body

    page.goto(f"/admin/articles/article/{article.pk}/do/undo-restore/")
    page.get_by_role("button", name="Undo the restoring").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("Undone")
    assert "very" in article.sections.all()[0].body


def test_a_phone_shows_the_month_as_a_list_and_leads_to_that_time(
    open_context: Callable[..., BrowserContext], edition: Edition
) -> None:
    page = open_context(viewport=PHONE).new_page()
    complaints = watch(page)
    sign_in(page, "everyone")
    coming = Edition.objects.get(title="High water")
    month = timezone.localtime(coming.at).strftime("%Y-%m")
    page.goto(f"/admin/calendar/?month={month}")
    expect(page.locator(".calendar-list")).to_be_visible()
    expect(page.locator(".calendar-grid")).to_be_hidden()
    check(page, "calendar", complaints)
    page.goto(f"/admin/calendar/?month={month}&view=month")
    expect(page.locator(".calendar-grid")).to_be_visible()
    check(page, "calendar-grid", complaints)
    page.goto(f"/admin/articles/article/{edition.article.pk}/compare/")
    check(page, "compare", complaints)

    page.goto(f"/admin/calendar/?month={month}")
    page.get_by_role("link", name=re.compile("The site then.*High water")).click()
    expect(page.locator(".as-of")).to_contain_text("The site as it will be")
    page.get_by_role("link", name="High water").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("High water")
    check(page, "as-of", complaints)
    page.get_by_role("link", name="Another moment").click()
    expect(page.locator("#id_at")).to_be_visible()
    check(page, "as-of-choice", complaints)
    assert complaints == []


def test_a_desk_on_a_wide_window_shows_the_grid(page: Page, edition: Edition) -> None:
    sign_in(page, "everyone")
    page.goto("/admin/calendar/")
    expect(page.locator(".calendar-grid")).to_be_visible()
    expect(page.locator(".calendar-list.by-width")).to_be_hidden()
    check(page, "calendar")
    page.goto("/admin/as-of/")
    page.locator(".as-of-picks a").first.click()
    expect(page.locator(".as-of")).to_be_visible()
    check(page, "as-of")
