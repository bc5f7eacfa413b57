"""What the kit says round a text: who wrote it, where it first stood, on which terms it goes on.

Everything is said in the language of the page, as safe HTML. Nothing here says what allowed us to run
it, which allows nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.language import wording
from articles.models import Edition, Image
from articles.models.term_choices import IndexPolicy, Licence
from articles.piece import Byline, Figure, Original, Piece, RightsStatement
from articles.rights import credit_words

NOINDEX = '<meta name="robots" content="noindex">'
NOINDEX_NEWS = '<meta name="googlebot-news" content="noindex">'


def head(piece: Piece, *, publication: str, published_at: datetime) -> list[SafeString]:
    """Under the title: who stands over it in which role, and when it first stood where."""
    people = " · ".join(_led_in(role, rows) for role, rows in _by_role(piece).items())
    first = piece.original or Original(
        source=publication, first_published_on=timezone.localdate(published_at).isoformat()
    )
    where = credit_words.tombstone(first, source_slug="", language=piece.language)
    return [line for line in (mark_safe(people), where) if line]


def foot(
    edition: Edition, said: RightsStatement, *, publication: str, address: str
) -> list[SafeString]:
    """Under the text: title, author, source and licence; where a reprint comes from and what was
    changed; which version this is.
    """
    quiet = msgspec.structs.replace(said, basis="", source_slug="")
    lines = [
        wording.join_sentences(
            _title_author_source_licence(edition.piece, said, publication, address)
        ),
        wording.join_sentences(credit_words.slip(quiet, edition.piece)),
        wording.join_sentences(_version(edition)),
    ]
    return [line for line in lines if line]


def _title_author_source_licence(
    piece: Piece, said: RightsStatement, publication: str, address: str
) -> Iterator[SafeString]:
    """The line that Creative Commons calls TASL (CC BY 4.0, section 3(a)(1))."""
    title = conditional_escape(wording.quoted(piece.title, piece.language))
    authors = wording.join_names(row.name for row in piece.bylines if row.role == "author")
    link = format_html('<a href="{0}">{0}</a>', address)
    yield _said(_("%(title)s by %(names)s."), title=title, names=authors) if authors else title
    where = conditional_escape(publication)
    yield _said(_("From %(publication)s (%(link)s)."), publication=where, link=link)
    if said.licence_url:
        yield _said(_("Licence: %(licence)s."), licence=credit_words.licence(said))
    else:
        yield _said(_("It may be reprinted with this credit."))


def _version(edition: Edition) -> Iterator[SafeString]:
    told = {"number": edition.number, "began": wording.day(edition.at)}
    yield conditional_escape(_("Version %(number)s, published %(began)s") % told)
    yield conditional_escape(f"(SHA-256 {edition.digest})")


def conditions(said: RightsStatement) -> list[SafeString]:
    """What whoever takes it over has to mind, a sentence each, as the licence and the holder have it."""
    licence = Licence(said.licence) if said.licence else None
    return [
        *map(conditional_escape, _on_credit(said)),
        *map(conditional_escape, _on_use(licence)),
        _on_search(said),
    ]


def _on_credit(said: RightsStatement) -> Iterator[str]:
    yield _("Keep the lines at the foot: who wrote it, where it is from, and on which terms.")
    if said.required_credit:
        yield _("The words of credit were prescribed: print them exactly as they stand.")


def _on_use(licence: Licence | None) -> Iterator[str]:
    if licence is None:
        yield _("Leave the text as it is. To translate or shorten it, ask first.")
        return
    if licence.forbids_changes:
        yield _("The licence allows the text word for word only: no changes, and no translation.")
    elif licence not in {Licence.CC0, Licence.PUBLIC_DOMAIN}:
        yield _("If you change or translate it, say so beside the credit.")
    if licence.forbids_commerce:
        yield _("The licence forbids commercial use: it may earn nobody money.")
    if licence.asks_for_the_same:
        same = {"licence": licence.label}
        yield _("If you change or translate it, yours goes out under %(licence)s, too.") % same


def _on_search(said: RightsStatement) -> SafeString:
    """What search engines should make of the copy, with the tag that says so: always as a wish, since
    nobody may add to what a public licence asks (CC BY 4.0, section 2(a)(5)(B)).
    """
    original = said.original.url if said.original else ""
    texts = {
        IndexPolicy.NOINDEX: _(
            "Please keep your copy out of search engines: put %(tag)s into the head of your page."
        ),
        IndexPolicy.NOINDEX_NEWS: _(
            "Please keep your copy out of news searches: put %(tag)s into the head of your page."
        ),
        IndexPolicy.CANONICAL: _(
            "Please let search engines list the original: put %(tag)s into the head of your page."
        ),
        IndexPolicy.INDEX: _(
            "Search engines list one of two pages with the same words. Please put %(tag)s into the "
            "head of your page, or ask us before you name ours as the canonical one."
        ),
    }
    tags = {
        IndexPolicy.NOINDEX_NEWS: NOINDEX_NEWS,
        IndexPolicy.CANONICAL: f'<link rel="canonical" href="{original}">',
    }
    policy = IndexPolicy(said.index)
    tag = format_html("<code>{}</code>", tags.get(policy, NOINDEX))
    return _said(texts[policy], tag=tag)


def picture_line(figure: Figure, image: Image) -> SafeString:
    """Under a picture that goes along: its caption, who made it, and on which terms."""
    lines = [
        conditional_escape(line)
        for line in (figure.caption, figure.credit or image.creator, image.copyright_notice)
        if line
    ]
    if image.licence:
        known = Licence(image.licence)
        lines.append(format_html('<a href="{}">{}</a>', known.url, known.label))
    return mark_safe(" · ".join(lines))


def _by_role(piece: Piece) -> dict[str, list[Byline]]:
    found: dict[str, list[Byline]] = {}
    for byline in piece.bylines:
        found.setdefault(byline.role, []).append(byline)
    return found


def _led_in(role: str, rows: Iterable[Byline]) -> SafeString:
    return wording.led_in(role, wording.join_names(row.name for row in rows))


def _said(text: str, **parts: SafeString) -> SafeString:
    return mark_safe(conditional_escape(text) % parts)
