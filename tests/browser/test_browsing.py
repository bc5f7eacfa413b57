"""Readers browse by tags in a browser, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from articles import curation
from articles.models import Tag, TagAlias, Topic
from articles.reading.tag_index import FULLEST
from tests import makers, personas
from tests.browser.conftest import PHONE, accessibility_findings

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_it_leads_from_the_index_to_what_two_tags_share(
    open_context: Callable[..., BrowserContext], has_scripts: bool
) -> None:
    now = timezone.now()
    makers.make_live(title="Lamps on the road", tags=["lamps", "traffic"], at=now - makers.DAY)
    makers.make_live(title="Lamps at home", tags=["lamps"], at=now - 2 * makers.DAY)
    many = [f"a tag with a long name, number {number}" for number in range(FULLEST)]
    makers.make_live(title="On much else", tags=many, at=now - 3 * makers.DAY)
    TagAlias.objects.create(tag=Tag.objects.get(name="lamps"), name="lights")
    page = open_context(viewport=PHONE, java_script_enabled=has_scripts).new_page()
    page.goto("/tags/")
    expect(page.get_by_role("heading", name="Most articles")).to_be_visible()
    if has_scripts:
        assert page.evaluate(TOO_WIDE) <= 0
    page.locator(".tag-letters").get_by_role("link", name="lamps", exact=True).click()
    expect(page.locator("ol.rows > li")).to_have_count(2)
    page.locator(".tag-head").get_by_role("link", name="traffic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("lamps and traffic")
    expect(page.locator("ol.rows > li")).to_have_count(1)
    page.goto("/tags/traffic+lights/")
    expect(page.get_by_role("heading", level=1)).to_have_text("lamps and traffic")
    if has_scripts:
        assert accessibility_findings(page) == []
    page.get_by_role("link", name="without lamps").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("traffic")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_topic_leads_to_what_was_chosen_and_what_its_tags_bring(
    open_context: Callable[..., BrowserContext], has_scripts: bool
) -> None:
    now = timezone.now()
    chosen = makers.make_live(title="Lamps on the road", tags=["roads"], at=now - 2 * makers.DAY)
    makers.make_live(title="Lamps at home", tags=["lamps"], at=now - makers.DAY)
    topic = Topic.objects.create(slug="light", name="Light", description="What shines.")
    topic.tags.add(Tag.objects.get(name="lamps"))
    picks = [(chosen.article, "Begin here.")]
    curation.arrange_topic(topic, actor=personas.editor(), picks=picks)
    page = open_context(viewport=PHONE, java_script_enabled=has_scripts).new_page()
    page.goto("/topics/")
    page.locator("main").get_by_role("link", name="Light", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Light")
    stories = page.locator("main").get_by_role("link", name="Lamps")
    expect(stories).to_have_text(["Lamps on the road", "Lamps at home"])
    expect(page.locator("main")).to_contain_text("Begin here.")
    if has_scripts:
        assert accessibility_findings(page) == []
    for title, why in (
        ("Lamps on the road", "chosen for it"),
        ("Lamps at home", "by the tag lamps"),
    ):
        page.goto("/topics/light/")
        page.get_by_role("link", name=title).click()
        topics = page.locator("ul[aria-labelledby=topics-of-article]")
        expect(topics).to_have_text(f"Light {why}")
        topics.get_by_role("link", name="Light").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Light")
