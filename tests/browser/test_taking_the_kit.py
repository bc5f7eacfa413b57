"""A partner takes the kit in a browser: by a button, by hand where there are no scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Edition, Masthead
from articles.publishing import release
from tests import makers, personas

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORMATS = ("As HTML", "As Markdown", "As plain text")


@pytest.fixture
def published() -> Edition:
    """An essay that may be taken over, and a picture of it that may not."""
    Masthead.objects.update(name="The Lantern", licence="CC-BY-ND-4.0")
    article = makers.make_article(
        title="On lamps",
        bodies=("<p>Lamps were lit at dusk.</p>" * 20,),
        image=makers.make_image(creator="Ines Okafor"),
        alt="A lamp",
    )
    at = timezone.now() - makers.DAY
    return release.publish(article, actor=personas.editor(), at=at, now=at)


def test_it_leads_from_the_article_to_its_texts_and_copies_one(
    page: Page, published: Edition
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(published.get_absolute_url())
    page.get_by_role("link", name="Republish this article").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On lamps")
    for name in FORMATS:
        text = page.get_by_role("textbox", name=name)
        section = page.get_by_role("region", name=name)
        section.get_by_role("button", name="Copy").click()
        expect(section.get_by_role("status")).to_have_text("Copied.")
        copied = page.evaluate("() => navigator.clipboard.readText()")
        assert copied == text.input_value()
        assert "Lamps were lit at dusk." in copied
    page.context.clear_permissions()


def test_it_copies_where_the_browser_has_no_clipboard_to_offer(
    page: Page, published: Edition
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{published.get_absolute_url()}republish/")
    section = page.get_by_role("region", name="As Markdown")
    section.get_by_role("button", name="Copy").click()
    expect(section.get_by_role("status")).to_have_text("Copied.")


def test_it_gives_each_text_as_a_file(page: Page, published: Edition) -> None:
    page.goto(f"{published.get_absolute_url()}republish/")
    for name, ending in zip(FORMATS, ("html", "md", "txt"), strict=True):
        with page.expect_download() as download:
            page.get_by_role("region", name=name).get_by_role("link").click()
        assert download.value.suggested_filename == f"on-lamps.{ending}"


def test_without_scripts_it_is_text_to_be_selected(
    open_context: Callable[..., BrowserContext], published: Edition
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{published.get_absolute_url()}republish/")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.get_by_text("To print it, ask: Ines Okafor")).to_be_visible()
    for name in FORMATS:
        expect(page.get_by_role("textbox", name=name)).to_have_attribute("readonly", "")
        expect(page.get_by_role("region", name=name).get_by_role("link")).to_be_visible()
