"""A publication that has something on every page that readers meet, in each of its states; among it an
article that has one of everything.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image as PillowImage

from articles import moderation
from articles.library import add_image
from articles.models import (
    Article,
    Contributor,
    Edition,
    Image,
    Masthead,
    ReprintRequest,
    Section,
    StandingPage,
    Tag,
    Topic,
    TopicPick,
)
from articles.models.requests import RequestState
from articles.publishing import release
from articles.reprinting import inbox
from articles.rights import permissions
from tests import makers, personas
from tests.makers import DAY
from tests.reader.furnished_texts import ARABIC, CHINESE, EVERYTHING, LONG, WORDS


def furnish_once() -> None:
    """For a publication that is kept, as the demo is."""
    if not Article.objects.filter(slug="every-kind").exists():
        furnish(at=timezone.now())


@transaction.atomic
def furnish(*, at: datetime) -> None:
    """Makes what the pages show, some days before that instant."""
    masthead = Masthead.objects.get()
    masthead.name = masthead.name or "The Lantern"
    masthead.contact_email = masthead.contact_email or "desk@lantern.example"
    masthead.licence = masthead.licence or "CC-BY-ND-4.0"
    if not masthead.translations:
        masthead.translations = {"zh-hans": {"name": "灯笼", "tagline": "从此岸到彼岸"}}
    masthead.save()
    picture = Image.objects.first() or _picture()
    everything = _everything(picture, at=at)
    _talk(everything, at=at)
    _file(everything.article, picture)
    _reprints(at=at)
    _requests(everything, at=at)


def _picture() -> Image:
    out = BytesIO()
    PillowImage.linear_gradient("L").resize((1600, 1000)).save(out, "JPEG")
    return add_image(
        out.getvalue(),
        actor=personas.editor(),
        file_name="river.jpg",
        alt="A river at dusk",
        creator="Ida Lens",
    )


def _published(at: datetime, *made: Any, **columns: Any) -> Edition:
    return release.publish(_draft(*made, **columns), actor=personas.editor(), at=at, now=at)


def _draft(
    parts: tuple[tuple[str, str, str], ...], picture: Image | None = None, **columns: Any
) -> Article:
    """An article of these sections; those that say how wide have the picture."""
    article = makers.make_article(bodies=tuple(body for *_head, body in parts), **columns)
    for section, (heading, width, _body) in zip(article.sections.all(), parts, strict=True):
        figure: dict[str, Any] = {}
        if width and picture:
            figure = {"image": picture, "figure_width": width, "alt": heading, "caption": heading}
        Section.objects.filter(pk=section.pk).update(heading=heading, **figure)
    return article


def _everything(picture: Image, *, at: datetime) -> Edition:
    """The article that has one of everything, corrected once, and what stands beside it."""
    began = at - 40 * DAY
    article = _published(
        began,
        EVERYTHING,
        picture,
        title="Every kind of thing that a ferry carries",
        slug="every-kind",
        kicker="Rivers",
        deck="What is put on board, what is left ashore, and who keeps the count of either.",
        tags=["rivers", "ferries"],
        image=picture,
        alt="A ferry",
        caption="The last boat of the evening",
    ).article
    _published(
        began,
        CHINESE,
        picture,
        title="渡口：凡是渡船载过的东西，都算在账上",
        slug="dukou",
        language="zh-Hans",
        kicker="江河",
        deck="什么上了船，什么留在岸上，这笔账又归谁记。",
        author="林舟",
        tags=["rivers"],
        translation_of=article,
        image=picture,
        alt="一条渡船",
        caption="傍晚的末班船",
    )
    _published(
        began,
        (("", "", f"<p>{WORDS}</p>"), ("", "", f"<p>{WORDS}</p>")),
        title=(LONG * 3)[:298].strip(),
        slug="at-length",
        deck=LONG * 2,
        author="Wolfeschlegelsteinhausenbergerdorff the Elder, of Nanxing",
        tags=["rivers"],
    )
    _published(
        began,
        ARABIC,
        picture,
        title="العبّارة والمصنع: في الصبر الطويل على ضفة النهر",
        slug="al-abbara",
        language="ar",
        kicker="أنهار",
        deck="ما الذي يُحمَل على متنها، وما الذي يُترك على الشاطئ.",
        author="ليلى حداد",
        tags=["rivers", "ferries"],
        image=picture,
        alt="عبّارة",
        caption="آخر قارب في المساء",
    )
    article.deck += " Now with the right year."
    article.save()
    return release.publish(
        article,
        actor=personas.editor(),
        at=at - 30 * DAY,
        now=at - 30 * DAY,
        kind="correction",
        note="The year of the last crossing was wrong: it was 1937.",
    )


def _talk(edition: Edition, *, at: datetime) -> None:
    moderator = personas.moderator()
    said = moderation.leave(
        edition, name="Ida", text="I remember it.\n\nSo does my aunt.", at=at - 9 * DAY
    )
    said = moderation.let_through(said, actor=moderator, at=at - 9 * DAY)
    reply = moderation.leave(edition, name="老周", text="我也记得。", to=said, at=at - 8 * DAY)
    moderation.let_through(reply, actor=moderator, at=at - 8 * DAY)
    moderation.answer(said, actor=moderator, text="Thank you both.", at=at - 7 * DAY)


def _file(article: Article, picture: Image) -> None:
    Tag.objects.filter(name="rivers").update(description="Of water, and of what goes over it.")
    Contributor.objects.filter(name="Ada Example").update(
        about="Writes of boats.", url="https://ada.example/"
    )
    said = {"zh-hans": {"name": "江河", "description": "水上的事。"}}
    topic = Topic.objects.create(
        slug="on-rivers",
        name="Rivers",
        description="All that flows.",
        image=picture,
        translations=said,
    )
    topic.tags.set(Tag.objects.filter(name="rivers"))
    TopicPick.objects.create(topic=topic, article=article, position=1)
    Topic.objects.create(slug="on-nothing", name="Nothing yet")
    StandingPage.objects.get_or_create(
        slug="about",
        defaults={
            "title": "About",
            "body": "<p>Who we are.</p><h3>Where</h3><p>By the river.</p>",
            "translations": {"zh-hans": {"title": "关于", "body": "<p>我们是谁。</p>"}},
        },
    )


def _reprints(*, at: datetime) -> None:
    """One that runs, one whose permission is in doubt, two whose permissions ended, two withdrawn."""
    ended = {"valid_until": at - DAY}
    terms: dict[str, Any]
    for slug, language, terms in (
        ("carried-over", "en", {}),
        ("carried-over-zh", "zh-Hans", {}),
        ("in-doubt", "en", {}),
        ("in-doubt-zh", "zh-Hans", {}),
        ("over", "en", {"ending": "remove", **ended}),
        ("over-zh", "zh-Hans", {"ending": "remove", **ended}),
        ("summary", "en", {"ending": "link", **ended}),
        ("summary-zh", "zh-Hans", {"ending": "link", **ended}),
    ):
        permission = makers.make_permission(
            at=at - 20 * DAY,
            valid_from=at - 20 * DAY,
            onward="contact_holder",
            onward_contact="rights@review.example",
            **terms,
        )
        _reprint(slug, language, permission, at=at - 19 * DAY)
        if slug.startswith("in-doubt"):
            permissions.suspend(permission, actor=personas.rights_desk(), at=at - DAY)
    for slug, reason in (("taken-back", "holder_request"), ("forbidden", "legal_demand")):
        article = makers.make_live(at=at - 20 * DAY, slug=slug, title="The pilot’s ledger").article
        notice = "Its author asked us to take it back, and so we did."
        who = personas.everyone()
        release.withdraw(article, actor=who, reason=reason, notice=notice, at=at - DAY)


def _reprint(slug: str, language: str, permission: Any, *, at: datetime) -> None:
    is_english = language == "en"
    article = _draft(
        EVERYTHING if is_english else CHINESE,
        Image.objects.first(),
        title="The ferry and the ledger" if is_english else "渡船与账簿",
        deck="On who pays for a crossing." if is_english else "渡河的钱，由谁来付。",
        slug=slug,
        language=language,
        author="Ada Example" if is_english else "林舟",
        tags=["ferries"],
    )
    makers.credit(
        article,
        permission,
        relation="translation",
        language="zh-Hans" if is_english else "en",
        title="渡船与账簿" if is_english else "The ferry and the ledger",
        authors="林舟" if is_english else "Ada Example",
        url="https://review.example/2026/5",
        first_published_on="2026-05-03",
        copyright_notice="© 2026",
        changes="Two notes were added." if is_english else "增加了两条注释。",
    )
    release.publish(article, actor=personas.editor(), at=at, now=at)


def _requests(edition: Edition, *, at: datetime) -> None:
    """One that waits to be confirmed, one under way, one granted."""
    waiting = makers.make_request(edition, at=at, publication="Waiting")
    ReprintRequest.objects.filter(pk=waiting.pk).update(state=RequestState.UNCONFIRMED)
    under_way = makers.make_request(edition, at=at, publication="Under way", into_language="de")
    inbox.quote(under_way, actor=personas.rights_desk(), text="Ten euros.", at=at)
    granted = makers.make_request(edition, at=at, publication="Granted", into_language="de")
    facts = {"use": "print", "portion": "full", "credit": "By Ada Example, The Lantern."}
    inbox.approve(granted, actor=personas.rights_desk(), valid_from=at, at=at, **facts)
