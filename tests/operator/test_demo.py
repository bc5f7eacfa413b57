"""The demo publication, loaded once: every piece meets its fate, and loading again changes nothing."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.test import Client
from django.utils import timezone

from articles import demo
from articles.models import (
    Article,
    Comment,
    Contributor,
    DeskEvent,
    Edition,
    Image,
    Masthead,
    Rendition,
    Source,
    Tag,
    TagAlias,
    Topic,
    Window,
)
from articles.publishing import checklist
from tests.operator import Ferry

pytestmark = pytest.mark.once

DAY = timedelta(days=1)


def state() -> list[str]:
    """Every row of ours and every account, as text."""
    models = [
        *apps.get_app_config("articles").get_models(),
        *apps.get_app_config("auth").get_models(),
    ]
    return [
        serializers.serialize("jsonl", model._default_manager.order_by("pk")) for model in models
    ]


def publication() -> dict[str, Any]:
    path = Path(settings.BASE_DIR) / "seeds" / "publication.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def article(slug: str) -> Article:
    return Article.objects.get(slug=slug)


def live(slug: str, at: datetime) -> Edition | None:
    return Edition.objects.live(at=at).filter(article__slug=slug).first()


@pytest.mark.django_db
class TestFerry:
    """One load serves them all; each looks at another fate."""

    @pytest.fixture(autouse=True)
    def _loaded(self, ferry: Ferry) -> None:
        self.now = ferry.now
        self.ferry = ferry

    def test_it_says_what_it_is_doing(self) -> None:
        assert self.ferry.said[0] == "people, sources, tags and pages"
        assert "picture 1 of 16: ferry.jpg" in self.ferry.said
        assert [line for line in self.ferry.said if line.startswith("article 14 of 14: ")]

    def test_it_is_all_there(self) -> None:
        assert Article.objects.count() == 14
        assert Image.objects.count() == 16
        assert Topic.objects.public().count() == 4
        masthead = Masthead.objects.get()
        assert (masthead.name, masthead.mark) == ("Ferry", "渡")
        assert "摆渡" in masthead.names
        assert masthead.menu.count() == 9

    def test_ten_can_be_read_today(self) -> None:
        listed = Window.objects.live(at=self.now).newest()
        assert listed.count() == 10
        assert listed[0].edition.slug == "the-ferry-and-the-foundry"
        languages = [window.edition.language for window in listed]
        assert languages.count("zh-Hans") == 2

    def test_the_scheduled_one_appears_at_its_instant(self) -> None:
        slug = "the-long-patience-of-venture-capital"
        coming = article(slug).editions.get()
        assert coming.at > self.now + 4 * DAY
        assert timezone.localtime(coming.at).hour == demo.STANDARD_HOUR
        assert live(slug, self.now) is None
        assert live(slug, coming.at - timedelta(seconds=1)) is None
        assert live(slug, coming.at) == coming

    def test_readers_meet_each_fate(self, client: Client) -> None:
        def status(slug: str) -> int:
            return client.get(f"/articles/{slug}/").status_code

        scheduled = "the-long-patience-of-venture-capital"
        assert status("what-deepseek-was-made-of") == 200
        assert status("a-map-of-the-night-market") == 410
        assert status("the-workshop-with-no-sign") == 410
        assert status("notes-from-a-rendering-farm") == 404
        assert status(scheduled) == 404
        with time_machine.travel(article(scheduled).editions.get().at, tick=False):
            assert status(scheduled) == 200
        assert client.get("/zh-hans/articles/lukou-de-san-ge-xiaoshi/").status_code == 200

    def test_the_lapsed_one_is_gone_since_today(self) -> None:
        slug = "a-map-of-the-night-market"
        [window] = article(slug).windows.all()
        assert live(slug, self.now) is None
        assert live(slug, window.live_until - timedelta(seconds=1))
        assert self.now - DAY < window.live_until <= self.now

    def test_the_withdrawn_one_is_gone_and_says_why(self) -> None:
        withdrawn = article("the-workshop-with-no-sign")
        assert live(withdrawn.slug, self.now) is None
        assert live(withdrawn.slug, self.now - 20 * DAY)
        assert withdrawn.withdrawal_reason == "holder_request"
        assert "asked not to be found" in withdrawn.withdrawal_notice

    def test_the_one_in_review_waits_for_its_permission(self) -> None:
        waiting = article("notes-from-a-rendering-farm")
        assert waiting.stage == "in_review"
        assert not waiting.editions.exists()
        blockers = checklist.blockers(checklist.findings(waiting, at=self.now))
        assert [blocker.code for blocker in blockers] == ["no_permission"]
        said = DeskEvent.objects.get(article=waiting, verb="submit").said
        assert "has not answered" in said

    def test_the_corrected_one_has_two_versions(self) -> None:
        first, second = article("how-a-robot-learns-to-fall").editions.order_by("number")
        assert (first.kind, second.kind) == ("first", "correction")
        assert "2014" in second.note
        assert "In June 2014, on a fairground" in str(first.content)
        assert "In June 2015, on a fairground" in str(second.content)
        assert live(second.slug, self.now) == second
        assert live(first.slug, second.at - timedelta(seconds=1)) == first

    def test_the_retelling_has_three_untitled_parts_with_pictures(self) -> None:
        piece = article("what-deepseek-was-made-of").editions.get().piece
        assert [part.heading for part in piece.parts] == ["", "", ""]
        assert [bool(part.figure) for part in piece.parts] == [False, True, True]
        assert piece.original
        assert piece.original.relation == "adapted"
        assert piece.original.title == "The Reality Behind DeepSeek"

    def test_the_translation_names_its_translator(self) -> None:
        piece = article("the-ferry-and-the-foundry").editions.get().piece
        assert ("Mara Lindqvist", "translator") in [
            (byline.name, byline.role) for byline in piece.bylines
        ]
        assert piece.original
        assert (piece.original.title, piece.original.language) == ("渡口与工厂", "zh-Hans")

    def test_no_picture_is_missing(self) -> None:
        for edition in Edition.objects.all():
            assert all(figure.image for figure in edition.piece.figures), edition
        assert Rendition.objects.count() >= 16 * 4
        for rendition in Rendition.objects.all():
            assert (self.ferry.media / rendition.file.name).stat().st_size > 0

    def test_nobody_and_nothing_was_made_twice(self) -> None:
        for kind, model in (("contributor", Contributor), ("source", Source)):
            assert sorted(row["slug"] for row in publication()[kind]) == sorted(
                model.objects.values_list("slug", flat=True)
            )
        assert Tag.objects.count() == len(publication()["tag"])

    def test_tags_are_found_by_their_names_in_both_languages(self) -> None:
        found = Tag.objects.resolve(["Open AI", "DS", "人工智能", "Chips", "芯片"])
        assert found["Open AI"].name == "OpenAI"
        assert found["DS"].name == "DeepSeek"
        assert found["人工智能"].name == "artificial intelligence"
        assert found["芯片"] == found["Chips"]

    def test_topics_and_front_pages_are_arranged(self) -> None:
        for topic in publication()["topic"]:
            picks = Topic.objects.get(slug=topic["slug"]).picks.all()
            assert [pick.article.slug for pick in picks] == [
                pick["article"] for pick in topic["picks"]
            ]
        for language, chosen in publication()["front"].items():
            picks = Topic.objects.get(front_of=language).picks.all()
            assert [pick.article.slug for pick in picks] == [pick["article"] for pick in chosen]
            assert all(live(pick.article.slug, self.now) for pick in picks)

    def test_one_comment_waits(self) -> None:
        assert Comment.objects.filter(state="public", is_ours=False).count() == 3
        assert Comment.objects.filter(state="held").count() == 1

    def test_loading_again_changes_nothing(self) -> None:
        before, files = state(), sorted(self.ferry.media.rglob("*"))
        said: list[str] = []
        owner = article("what-a-chip-remembers").created_by
        assert owner
        demo.load(Path(settings.BASE_DIR) / "seeds", actor=owner, say=said.append)
        assert state() == before
        assert sorted(self.ferry.media.rglob("*")) == files
        assert said == []

    def test_what_an_editor_took_away_stays_away(self) -> None:
        waiting = article("notes-from-a-rendering-farm")
        owner = waiting.created_by
        assert owner
        waiting.delete()
        TagAlias.objects.filter(name="DS").delete()
        Topic.objects.get(slug="cities").picks.all().delete()
        demo.load(Path(settings.BASE_DIR) / "seeds", actor=owner, say=lambda what: None)
        assert not Article.objects.filter(slug=waiting.slug).exists()
        assert not TagAlias.objects.filter(name="DS").exists()
        assert not Topic.objects.get(slug="cities").picks.exists()
