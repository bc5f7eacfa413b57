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
    assert one not in (two, three)
