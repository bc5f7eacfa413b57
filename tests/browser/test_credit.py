"""The credit and what stands beside it in Chromium: on the narrowest phone, in every script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Edition, Masthead
from articles.publishing import release
from tests import makers, personas
from tests.browser.conftest import accessibility_findings, watch
from tests.makers import DAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10
ADDRESS = "https://review.example/2026/" + "a-very-long-address-without-any-place-to-break" * 3
ORIGINALS: dict[str, dict[str, str]] = {
    "ar": {
        "title": "العبّارة والمصنع: في الصبر الطويل على ضفة النهر",
        "authors": "ليلى حدّاد",
        "required_credit": "نُشر هذا النص أول مرة في «المراجعة»، العدد 12، بإذن من المؤلفة.",
    },
    "zh-Hans": {
        "title": "渡口与工厂：河岸上长久的耐心",
        "authors": "林舟, 陈渡",
        "required_credit": "本文经作者授权转载，原文刊于《评论》2026年第12期，转载请联系作者。",
    },
    "de": {
        "title": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
        "authors": "Anna Überfuhr",
        "required_credit": "Mit freundlicher Genehmigung der Rechtsinhaberin.",
    },
}


def published(original: str, *, ours: str = "en", day: float = -1, **terms: Any) -> Edition:
    at = timezone.now() + day * DAY
    Masthead.objects.update(name="The Lantern", contact_email="desk@lantern.example")
    article = makers.make_article(title="The ferry and the foundry", language=ours, slug="ferry")
    makers.credit(
        article,
        makers.make_permission(
            at=at,
            valid_from=at - DAY,
            onward_contact=ADDRESS,
            is_forwarded=False,
            **terms,
        ),
        relation="translation",
        language=original,
        url=ADDRESS,
        first_published_on="2026-05-03",
        copyright_notice="© 2026",
        changes="Two notes were added, and one map was left out.",
        **ORIGINALS[original],
    )
    return release.publish(article, actor=personas.editor(), at=at, now=at)


def is_whole(page: Page) -> bool:
    """Whether nothing sticks out to either side."""
    return bool(
        page.evaluate(
            "() => document.documentElement.scrollWidth <= innerWidth && "
            "[...document.querySelectorAll('.credit *, .tombstone *')].every(part => {"
            " const box = part.getBoundingClientRect();"
            " return box.left >= 0 && box.right <= innerWidth })"
        )
    )


@pytest.mark.parametrize(
    ("original", "ours"), [("ar", "en"), ("zh-Hans", "en"), ("de", "zh-Hans"), ("zh-Hans", "ar")]
)
def test_the_credit_is_read_whole_in_every_script(
    open_context: Callable[..., BrowserContext], original: str, ours: str
) -> None:
    edition = published(original, ours=ours)
    page = open_context(viewport=NARROW).new_page()
    complaints = watch(page)
    page.goto(edition.get_absolute_url())
    credit = page.locator(".credit")
    expect(credit).to_contain_text(ORIGINALS[original]["required_credit"])
    assert is_whole(page)
    title = credit.locator(f"a [lang='{original}']")
    expect(title).to_contain_text(ORIGINALS[original]["title"])
    direction = title.evaluate("part => getComputedStyle(part).direction")
    assert direction == ("rtl" if original == "ar" else "ltr")
    assert credit.evaluate("part => getComputedStyle(part).direction") == "ltr"
    assert accessibility_findings(page) == []
    assert complaints == []


def test_the_data_in_the_page_is_read_and_never_run(page: Page) -> None:
    """`watch` would tell, had the policy refused the block."""
    edition = published("zh-Hans")
    page.goto(edition.get_absolute_url())
    found = page.evaluate(
        "() => JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)"
    )
    assert found["translationOfWork"]["name"] == ORIGINALS["zh-Hans"]["title"]
    assert found["creditText"] == ORIGINALS["zh-Hans"]["required_credit"]
    assert page.locator("script[type='application/ld+json']").count() == 1


@pytest.mark.parametrize(("ending", "status"), [("remove", 410), ("link", 200)])
@pytest.mark.parametrize("ours", ["en", "zh-Hans"])
def test_what_stays_at_the_address_is_read_whole(
    open_context: Callable[..., BrowserContext], ending: str, status: int, ours: str
) -> None:
    ended = timezone.now() - DAY / 2
    edition = published("ar", ours=ours, ending=ending, valid_until=ended)
    page = open_context(viewport=NARROW).new_page()
    response = page.goto(edition.get_absolute_url())
    assert response
    assert response.status == status
    expect(page.get_by_role("heading", level=1)).to_have_text(edition.title)
    expect(page.locator(f"a[href='{ADDRESS}']")).to_be_visible()
    assert is_whole(page)


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_corrections_are_found_from_the_foot_of_every_page(
    open_context: Callable[..., BrowserContext], prefix: str
) -> None:
    edition = published("de", day=-3)
    article = edition.article
    article.title += "!"
    article.save()
    release.publish(
        article,
        actor=personas.editor(),
        kind="correction",
        note="The year was wrong: it was 1914.",
    )
    page = open_context(viewport=NARROW, java_script_enabled=False).new_page()
    page.goto(f"{prefix}/")
    page.locator(".foot-links a[href$='/corrections/']").click()
    expect(page.get_by_role("main")).to_contain_text("The year was wrong")
    page.get_by_role("link", name=article.title).click()
    expect(page.locator(".corrections")).to_contain_text("The year was wrong")
