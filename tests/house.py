"""A publication in full use: at least one row of each kind, and an article in each state."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PIL import Image as PillowImage

from articles import moderation
from articles.editing import keeping
from articles.library import add_image
from articles.models import (
    Article,
    ArticleByline,
    Image,
    Masthead,
    MenuItem,
    StandingPage,
    Tag,
    TagAlias,
    Topic,
    TopicPick,
)
from articles.models.articles import WithdrawalReason
from articles.models.editions import EditionKind
from articles.publishing import accepting, checklist, deleting, release, sharing, workflow
from articles.reprinting import asking, inbox
from articles.tidying.retiring import retire_tag
from tests import makers, personas
from tests.makers import DAY

BODIES = (
    "<p>On the river it was <em>quiet</em>.</p><h3>The near bank</h3><p>Boats lay there.</p>",
    '<p>A note<span class="footnote" data-footnote="As told by a ferryman."></span>.</p>'
    '<p lang="zh-Hans">河水很静。</p><ul><li><p>one</p></li><li><p>two</p></li></ul>',
    "<table><tbody><tr><th><p>Bank</p></th><td><p>Near</p></td></tr></tbody></table>",
)


def furnish(
    *,
    at: datetime,
    say: Callable[[str], str] = str,
    bodies: tuple[str, ...] = BODIES,
) -> Article:
    """Fills the house as it stands at that instant; `say` may turn every text into another.

    Returns the first article: a reprint in work, read from a document, that some warnings stand against.
    """
    actor = personas.everyone()
    _name_the_publication(say)
    picture = _picture(actor, say)
    first = _in_work(actor, picture, at=at, say=say, bodies=bodies)
    live = _live(actor, picture, at=at, say=say, bodies=bodies)
    _file(live, picture, say, at=at)
    _passed_on(live, actor, at=at, say=say)
    for title, do in (
        (
            "In review",
            lambda row: workflow.submit(row, actor=actor, at=at - DAY, said=say("Look.")),
        ),
        ("Coming", lambda row: release.publish(row, actor=actor, at=at + DAY, now=at - DAY)),
        ("Gone again", lambda row: deleting.delete(row, actor=actor, at=at, said=say("A slip."))),
        ("Withdrawn", lambda row: _withdraw(row, actor, at=at, say=say)),
    ):
        slug = title.lower().replace(" ", "-")
        do(makers.make_article(title=say(title), deck=say("A deck"), bodies=bodies, slug=slug))
    return first


def _name_the_publication(say: Callable[[str], str]) -> None:
    masthead = Masthead.objects.get()
    masthead.name, masthead.tagline = say("The Ferry"), say("From bank to bank")
    masthead.aliases = [say("Ferry")]
    masthead.translations = {"zh-hans": {"name": say("渡口"), "tagline": say("从此岸到彼岸")}}
    masthead.save()
    page = StandingPage.objects.create(slug="about", title=say("About"), body=BODIES[0])
    MenuItem.objects.create(masthead=masthead, page=page)


def _picture(actor: Any, say: Callable[[str], str]) -> Image:
    out = io.BytesIO()
    PillowImage.new("RGB", (600, 400), "teal").save(out, "JPEG")
    return add_image(
        out.getvalue(),
        actor=actor,
        file_name=say("river.jpg"),
        alt=say("A river"),
        creator=say("Ida Lens"),
        credit=say("Photograph: Ida Lens"),
    )


def _in_work(
    actor: Any, picture: Image, *, at: datetime, say: Callable[[str], str], bodies: tuple[str, ...]
) -> Article:
    found = {
        "claims": [
            {"kind": "licensee", "value": say("Ferry"), "text": say("Ferry may."), "line": 3}
        ],
        "tags": [{"name": say("River"), "count": 2, "known": False}],
        "warnings": [{"line": 2, "template": "%(text)s", "values": {"text": say("Odd.")}}],
        "lines": [{"n": 1, "became": "title"}],
    }
    article = makers.make_imported(**found)
    Article.objects.filter(pk=article.pk).update(
        title=say("The far bank"), deck="", kicker=say("Rivers"), slug="far", language="en"
    )
    article.refresh_from_db()
    article.sections.all().delete()
    for place, body in enumerate(bodies, start=1):
        article.sections.create(
            position=place, heading=say(f"Part {place}"), body=body, caption=say("Caption")
        )
    lead = article.sections.all()[0]
    lead.image, lead.alt, lead.credit_override = picture, say("Alt"), say("Credit")
    lead.save()
    last = article.sections.all()[len(bodies) - 1]
    last.is_picture_missing, last.picture_origin = True, say("fig-1.jpg: a map")
    last.save()
    source = makers.make_source("A Quiet Review")
    source.name = say("A Quiet Review")
    source.save()
    permission = makers.make_permission(
        source=source,
        at=at - DAY,
        reference=say("One essay"),
        licensor=say("Bo Holder"),
        proof=say("letter 9"),
        valid_from=at - DAY,
        valid_until=at + 20 * DAY,
    )
    makers.prove(permission, say("It says so."), data=b"%PDF-1.7", file_name=say("letter.pdf"))
    makers.credit(article, permission, source=source, title=say("Original"), authors=say("Bo"))
    warning = checklist.warnings(checklist.findings(article, at=at))[0]
    accepting.accept_warning(article, actor=actor, mark=warning.mark, said=say("A poem."), at=at)
    sharing.share(article, actor=actor, until=at + DAY, at=at)
    form = {"title": [say("Typed and not saved")], "deck": [say("Deck")]}
    keeping.keep(article, actor=actor, page="a" * 16, form=form, version=article.version, at=at)
    keeping.keep(None, actor=actor, page="b" * 16, form=form, version=0, at=at)
    keeping.be_seen(article, actor=personas.editor(), at=at)
    return article


def _live(
    actor: Any, picture: Image, *, at: datetime, say: Callable[[str], str], bodies: tuple[str, ...]
) -> Article:
    """Published, corrected, and changed again since."""
    article = makers.make_article(
        title=say("The near bank"),
        kicker=say("Rivers"),
        deck=say("What was said there"),
        bodies=bodies,
        slug="near",
        image=picture,
        alt=say("A river, seen from a boat"),
        caption=say("In spring"),
        author=say("Ada Example"),
        tags=[say("rivers")],
    )
    article.sections.update(heading=say("A part"), image=picture, caption=say("In autumn"))
    ArticleByline.objects.filter(article=article).update(printed_name=say("A. E."))
    first = release.publish(article, actor=actor, at=at - 5 * DAY, now=at - 5 * DAY)
    _change(article, say("The near bank, corrected"))
    release.publish(
        article,
        actor=actor,
        at=at - 4 * DAY,
        now=at - 4 * DAY,
        kind=EditionKind.CORRECTION,
        note=say("The bank was the other one."),
    )
    _change(article, say("The near bank, once more"))
    for name in ("Rea", "Ute"):
        comment = moderation.leave(first, name=say(name), text=say("I was there."), at=at - DAY)
        if name == "Ute":
            comment = moderation.let_through(comment, actor=actor, at=at)
            reply = {"name": say("Ana"), "text": say("So was I."), "email": "ana@reader.example"}
            moderation.leave(first, **reply, to=comment, at=at)
            moderation.answer(comment, actor=actor, text=say("Thank you."), at=at)
    return article


def _change(article: Article, title: str) -> None:
    article.title = title
    article.version += 1
    article.save()
    section = article.sections.all()[0]
    section.body = f"<p>{article.version} boats.</p>{section.body}"
    section.save()


def _file(article: Article, picture: Image, say: Callable[[str], str], *, at: datetime) -> None:
    tag = Tag.objects.order_by("pk")[0]
    tag.description = say("Of water.")
    tag.save()
    TagAlias.objects.create(tag=tag, name=say("streams"))
    topic = Topic.objects.create(
        name=say("Water"), slug="water", description=say("Of it"), image=picture
    )
    topic.tags.set(Tag.objects.all())
    TopicPick.objects.create(topic=topic, article=article, position=1, blurb=say("Read this"))
    retire_tag(Tag.objects.create(name=say("brooks")), actor=personas.everyone(), at=at)


def _passed_on(article: Article, actor: Any, *, at: datetime, say: Callable[[str], str]) -> None:
    """One request that waits, one that was granted, and the mails about both."""
    edition = article.editions.order_by("number")[0]
    asked = {
        "name": say("Noor"),
        "organisation": say("The Partner"),
        "message": say("Please."),
        "excerpt_words": 300,
        "portion": "excerpt",
    }
    row = makers.make_request(edition, at=at - DAY, publication=say("Partner Weekly"), **asked)
    inbox.ask_back(row, actor=actor, text=say("From when?"), at=at)
    asking.reply(row, text=say("From May."), at=at)
    other = makers.make_request(edition, at=at - DAY, publication=say("Partner Daily"))
    inbox.approve(
        other,
        actor=actor,
        at=at,
        valid_from=at,
        use="web",
        portion="full",
        territory=say("Everywhere"),
        credit=say("By Ada, The Ferry."),
        conditions=say("Two copies."),
    )


def _withdraw(row: Article, actor: Any, *, at: datetime, say: Callable[[str], str]) -> None:
    release.publish(row, actor=actor, at=at - 3 * DAY, now=at - 3 * DAY)
    release.withdraw(
        row,
        actor=actor,
        reason=WithdrawalReason.choices[0][0],
        notice=say("It was not ours."),
        at=at - 2 * DAY,
    )
