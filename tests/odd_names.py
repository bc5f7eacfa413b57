"""A publication in which every text is as long as its column lets it be, and wants to be more than text."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles import moderation
from articles.models import (
    Article,
    ArticleByline,
    Edition,
    Masthead,
    MenuItem,
    Section,
    Source,
    StandingPage,
    Tag,
    Topic,
    TopicPick,
)
from articles.models.editions import EditionKind
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON

# Closes what a page, a feed, a script or a template opens; turns the line; joins, stacks, and never breaks.
WANTS = (
    "<zq onload=1>{{ 7*7 }}{% now 'Y' %}</script>]]>-->&lt;\u2028\u202eltr\u202c\r\nBcc: a@b.example"
    "\u2067\u05e9\u05dc\u05d5\u05dd e\u0301\u0302\u0303 👩‍👩‍👧‍👦 \"'`${7*7}\\end{x}% "
)
FORMULA = "=cmd|' /C calc'!A0"


def odd(most: int, begin: str = "") -> str:
    """Exactly that many signs, at least half of them one unbroken word."""
    head = (begin + WANTS)[: max(len(begin), most // 2)]
    return head + "W" * (most - len(head))


def furnish() -> Article:
    """A reprint that is live, with every field; one of two versions; one that is gone; lists of all."""
    masthead = Masthead.objects.get()
    masthead.name, masthead.tagline, masthead.mark = odd(100), odd(150), "<"
    masthead.save()
    about = StandingPage.objects.create(slug="about", title=odd(150), body=f"<p>{'W' * 400}</p>")
    MenuItem.objects.create(masthead=masthead, page=about)
    live = _reprint("odd")
    _talk(live)
    gone = _reprint("gone")
    notice = odd(300)
    release.withdraw(
        gone.article, actor=personas.editor(), reason="error", notice=notice, at=NOON + DAY
    )
    topic = Topic.objects.create(name=odd(100), slug="odd", description=odd(600))
    topic.tags.set(Tag.objects.all())
    TopicPick.objects.create(topic=topic, article=live.article, position=1, blurb=odd(300))
    MenuItem.objects.create(masthead=masthead, topic=topic)
    makers.make_request(
        live, at=NOON + DAY, name=odd(120), publication=odd(200), organisation=odd(200)
    )
    return live.article


def _reprint(slug: str) -> Edition:
    image = makers.make_image(alt=odd(400), creator=odd(200), credit=odd(200))
    article = makers.make_article(
        title=odd(300),
        slug=slug,
        deck=odd(600),
        kicker=odd(100),
        author=odd(150, FORMULA),
        tags=[odd(100), odd(100, "x "), "=1+1"],
        image=image,
        alt=odd(400),
        caption=odd(500),
        bodies=(f"<p>{'W' * 400}</p>", "<p>Some words.</p>"),
    )
    Section.objects.filter(article=article).update(
        heading=odd(300), image=image, alt=odd(400), caption=odd(500), credit=odd(200)
    )
    ArticleByline.objects.filter(article=article).update(printed_name=odd(150))
    source, _made = Source.objects.get_or_create(slug="odd", name=odd(200, FORMULA))
    permission = makers.make_permission(
        source=source,
        reference=odd(120, FORMULA),
        licensor=odd(200, "@"),
        onward="credit_required",
        allows_kit=True,
        credit_kind="verbatim",
        required_credit=odd(300),
    )
    facts = {name: odd(200) for name in ("copyright_notice", "authors", "changes", "title")}
    makers.credit(article, permission, source=source, **facts | {"issue": odd(100)})
    first = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    article.title = odd(300, "Corrected ")
    article.version += 1
    article.save()
    later = NOON + DAY / 2
    second = release.publish(
        article,
        actor=personas.editor(),
        at=later,
        now=later,
        kind=EditionKind.CORRECTION,
        note=odd(500),
    )
    return second or first


def _talk(edition: Edition) -> None:
    for number in range(2):
        said = {"name": odd(80, str(number)), "text": odd(5000, FORMULA)}
        comment = moderation.leave(edition, **said, at=NOON + DAY)
        moderation.let_through(comment, actor=personas.moderator(), at=NOON + DAY)


def pages(client: Client, start: str) -> set[str]:
    """What the links of these pages lead to within the site, each once, to the end."""
    waiting, seen = [start], {start}
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            continue
        for node in LexborHTMLParser(answer.content.decode()).css("a[href], link[href]"):
            link = urlsplit(urljoin(address, node.attributes["href"] or ""))
            path = f"{link.path}?{link.query}" if link.query else link.path
            is_ours = link.netloc in {"", "testserver"} and link.scheme in {"", "http"}
            if is_ours and path not in seen and not path.startswith(("/static/", "/admin/")):
                seen.add(path)
                waiting.append(path)
    return seen
