"""An editor lays out the front page by keys, and sees it before it is saved."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles import curation
from articles.models import Topic
from tests import makers, personas

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_front_page_is_laid_out_by_keys_and_seen_before_it_is_saved(someone: Page) -> None:
    now = timezone.now()
    one, two, three = (
        makers.make_live(title=f"Piece {number}", at=now - number * makers.DAY).article
        for number in (1, 2, 3)
    )
    draft = makers.make_article(title="Draft")
    front = Topic.objects.get(front_of="en")
    picks = [(draft, ""), (two, "Blurb"), (three, "")]
    curation.arrange_topic(front, actor=personas.editor(), picks=picks)
    someone.goto(f"/admin/articles/topic/{front.pk}/change/")
    told = someone.locator("tr.has_original .stands")
    expect(told).to_have_text(["Not shown: it is not online.", "Lead", "Beside the lead"])
    someone.locator("#id_picks-2-blurb").focus()
    someone.keyboard.press("Alt+Shift+ArrowUp")
    expect(someone.locator("#picks-2 .stands")).to_have_text("Lead")
    expect(someone.locator("#picks-1 .stands")).to_have_text("Beside the lead")
    someone.get_by_role("link", name="Preview").click()
    shown = someone.frame_locator(".preview-stage iframe").locator(".lead-card h2")
    expect(shown).to_have_text("Piece 3")
    someone.locator("#picks-1").get_by_role("button", name="Move up").click()
    expect(shown).to_have_text("Piece 2")
    someone.get_by_role("button", name="Close the preview").click()
    someone.locator("#picks-0").get_by_role("button", name="Delete").click()
    someone.get_by_role("button", name="Save and continue editing").click()
    expect(told).to_have_text(["Lead", "Beside the lead"])
    assert [pick.article for pick in front.picks.all()] == [two, three]
    someone.goto("/")
    in_order = [article.title for article in (two, three, one)]  # the newest, unchosen, stands last
    expect(someone.locator(".top :is(h2, h3)")).to_have_text(in_order)


def test_what_is_arranged_is_not_left_unasked_and_nobody_is_offered_twice(someone: Page) -> None:
    two, three = (makers.make_article(title=f"Piece {number}") for number in (2, 3))
    front = Topic.objects.get(front_of="en")
    curation.arrange_topic(front, actor=personas.editor(), picks=[(two, ""), (three, "")])
    makers.make_article(title="Piece 4")
    asked: list[str] = []
    someone.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    someone.goto(f"/admin/articles/topic/{front.pk}/change/")
    someone.get_by_text("Add another Chosen article").click()
    someone.locator("#picks-2 .select2-selection").click()
    offered = someone.locator(".select2-results li[aria-selected]")
    expect(offered).to_have_text(["Piece 4"])
    someone.keyboard.press("Escape")
    someone.locator("#picks-1").get_by_role("button", name="Move up").click()
    someone.locator(".way-back a").first.click(no_wait_after=True)
    expect(someone.locator("#picks-1")).to_be_visible()
    assert asked == ["beforeunload"]
    someone.get_by_role("button", name="Save and continue editing").click()
    expect(someone.locator(".messagelist .success")).to_be_visible()
    someone.locator(".way-back a").first.click()
    someone.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]
