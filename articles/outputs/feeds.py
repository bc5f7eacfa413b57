"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, written from the same entries.

The whole text stands in them only where the statement's channels say so, else the deck. An entry's id is
the article's name for good; `updated` moves with updates and corrections alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from articles.outputs import fulltext, markup, saying
from articles.outputs.entries import Entry, Gathered
from articles.outputs.signals import instant
from articles.piece import Byline, RightsStatement
from articles.rights import credit_words

NEWEST = 30
ATOM = "application/atom+xml"
JSON = "application/feed+json"
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)  # Atom wants a date, also where there is no entry


@dataclass(frozen=True)
class Feed:
    """One feed: its title and language (BCP 47), its own address and that of the list that it follows."""

    title: str
    language: str
    address: str
    page: str
    gathered: Gathered
    subtitle: str = ""


def html_of(entry: Entry, gathered: Gathered) -> str:
    """The whole text with its credit below; empty where the feed may not carry it."""
    if "feed" not in entry.statement.channels:
        return ""
    return fulltext.whole(entry.edition, gathered.around) + _slip(entry, gathered)


def _slip(entry: Entry, gathered: Gathered) -> str:
    said, piece = entry.statement, entry.edition.piece
    if not said.is_reprint:
        return ""
    prescribed = format_html("<p>{}</p>", said.required_credit) if said.required_credit else ""
    contact = gathered.masthead.contact_email
    sentences = [*credit_words.slip(said, piece), credit_words.onward(said, our_contact=contact)]
    ours = format_html_join(" ", "{}", ((sentence,) for sentence in sentences if sentence))
    slip = format_html("<hr>{}<p>{}</p>", prescribed, ours)
    return fulltext.absolute_links(slip, gathered.around)


def _rights(entry: Entry, gathered: Gathered) -> str:
    year = entry.published_at.year
    return saying.rights(entry.statement, entry.edition.piece, gathered.masthead, year=year)


def _original_url(statement: RightsStatement) -> str:
    url = statement.original.url if statement.original else ""
    return url if url.startswith(("https://", "http://")) else ""


def changed_at(feed: Feed) -> datetime:
    """When something of substance last changed in it."""
    return max((entry.changed_at for entry in feed.gathered.entries), default=NOTHING_YET)


def atom(feed: Feed) -> str:
    """The feed as Atom. No query."""
    gathered = feed.gathered
    name = gathered.masthead.said("name").text or feed.title
    return markup.DECLARATION + markup.element(
        "feed",
        markup.said("id", feed.address),
        markup.said("title", feed.title),
        markup.said("subtitle", feed.subtitle),
        markup.said("updated", instant(changed_at(feed))),
        markup.element("link", rel="self", type=ATOM, href=feed.address),
        markup.element("link", rel="alternate", type="text/html", href=feed.page),
        markup.element("author", markup.said("name", name)),
        markup.said("generator", "Tearsheet"),
        *(_atom_entry(entry, gathered) for entry in gathered.entries),
        xmlns="http://www.w3.org/2005/Atom",
        xml_lang=feed.language,
    )


def _atom_entry(entry: Entry, gathered: Gathered) -> str:
    edition, said = entry.edition, entry.statement
    via, licence = _original_url(said), said.licence_url
    return markup.element(
        "entry",
        markup.said("id", gathered.identity(entry)),
        markup.said("title", edition.title),
        markup.element("link", rel="alternate", type="text/html", href=gathered.address(entry)),
        markup.element("link", rel="via", href=via) if via else "",
        markup.element("link", rel="license", href=licence, title=said.licence_name)
        if licence
        else "",
        markup.said("published", instant(entry.published_at)),
        markup.said("updated", instant(entry.changed_at)),
        *(_person(byline, gathered) for byline in edition.piece.bylines),
        *(
            markup.element("category", term=tag.slug, label=str(tag), scheme=_tags(gathered))
            for tag in entry.tags
        ),
        markup.said("rights", _rights(entry, gathered)),
        markup.said("summary", edition.deck),
        markup.said("content", html_of(entry, gathered), type="html"),
        xml_lang=edition.language,
    )


def _person(byline: Byline, gathered: Gathered) -> str:
    """Authors are authors (section 4.2.1), all others contributors (4.2.3)."""
    return markup.element(
        "author" if byline.role == "author" else "contributor",
        markup.said("name", byline.name),
        markup.said("uri", _page_of(byline, gathered)),
    )


def _page_of(byline: Byline, gathered: Gathered) -> str:
    if not byline.contributor:
        return ""
    return gathered.around.absolute(reverse("contributor", args=[byline.contributor]))


def _tags(gathered: Gathered) -> str:
    return gathered.around.absolute(reverse("tags"))


def json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as JSON Feed, ready to be written. No query."""
    gathered = feed.gathered
    return _told(
        version="https://jsonfeed.org/version/1.1",
        title=feed.title,
        description=feed.subtitle,
        home_page_url=feed.page,
        feed_url=feed.address,
        language=feed.language,
    ) | {"items": [_json_item(entry, gathered) for entry in gathered.entries]}


def _json_item(entry: Entry, gathered: Gathered) -> dict[str, Any]:
    edition, said = entry.edition, entry.statement
    lead = gathered.around.picture(edition.piece.lead)
    text = html_of(entry, gathered)
    return _told(
        id=gathered.identity(entry),
        url=gathered.address(entry),
        external_url=_original_url(said),
        title=edition.title,
        content_html=text,
        # One of the two must be there; a text that is neither is said to be its own title.
        content_text="" if text else edition.deck or edition.title,
        summary=edition.deck,
        image=gathered.around.absolute(lead.get_absolute_url()) if lead else "",
        date_published=instant(entry.published_at),
        date_modified=instant(entry.changed_at),
        authors=[
            _json_person(byline, gathered) for byline in saying.names(edition.piece, "author")
        ],
        tags=[str(tag) for tag in entry.tags],
        language=edition.language,
        _contributors=[
            _json_person(byline, gathered) | {"role": byline.role}
            for byline in edition.piece.bylines
            if byline.role != "author"
        ],
        _rights=_json_rights(entry, gathered),
    )


def _json_person(byline: Byline, gathered: Gathered) -> dict[str, Any]:
    return _told(name=byline.name, url=_page_of(byline, gathered))


def _json_rights(entry: Entry, gathered: Gathered) -> dict[str, Any]:
    """An object of our own, as the specification allows: `about` is where its terms are told in full."""
    said, piece = entry.statement, entry.edition.piece
    year, original = entry.published_at.year, entry.statement.original
    return _told(
        about=gathered.rights_page(entry),
        basis_public=_basis_in_public(said),
        credit=credit_words.plain(said, piece),
        copyright=saying.copyright_notice(said, gathered.masthead, year=year),
        license=said.licence_url,
        onward=saying.onward(said, gathered.masthead),
        source=_told(
            title=original.title,
            url=_original_url(said),
            author=", ".join(original.authors),
            published=original.first_published_on,
        )
        if original
        else {},
    )


def _basis_in_public(said: RightsStatement) -> str:
    """What allows it, as far as readers are told: permission, licence, public_domain or own."""
    if not said.is_reprint:
        return "own"
    known = {"open_licence": "licence", "public_domain": "public_domain", "own": "own"}
    given = dict.fromkeys(("permission", "syndication", "whitelist"), "permission")
    return (known | given).get(said.basis, "")


def _told(**values: Any) -> dict[str, Any]:
    """Only what there is to say."""
    return {key: value for key, value in values.items() if value not in ("", [], {}, None)}
