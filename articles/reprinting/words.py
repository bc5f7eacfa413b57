"""What the rights page says: whose the text is, what may be done with it, and how to credit it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import unescape

import msgspec
from django.utils.encoding import uri_to_iri
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.language import wording
from articles.models import Edition, Masthead
from articles.models.term_choices import FREE, Licence, Onward
from articles.piece import Piece, RightsStatement
from articles.rights import credit_words


def holder(said: RightsStatement, edition: Edition, *, our_name: str) -> SafeString:
    """Whose the rights are, as far as it is known."""
    if said.original is None:
        return format_html("{}", _("The rights are held by %(name)s.") % {"name": our_name})
    original = said.original
    names = [original.copyright_holder] if original.copyright_holder else [*original.authors]
    known = wording.join_names(map(wording.in_its_language, names or [original.source]))
    if not known:
        return conditional_escape(_("The rights are not ours."))
    text = conditional_escape(_("The rights are not ours. They are held by %(names)s."))
    return SafeString(text % {"names": known})


def what_may_be_done(
    said: RightsStatement, *, our_contact: str, keeps_pictures: bool
) -> list[SafeString]:
    """May others reprint it, under which conditions, and what never comes with the text: pictures, where
    it `keeps_pictures` of which somebody else decides.
    """
    sentences = [credit_words.onward(said, our_contact=our_contact), *_conditions(said)]
    if said.allows_training:
        sentences.append(conditional_escape(_("Machines may be trained on it.")))
    elif said.is_reprint and said.onward == Onward.PUBLIC_LICENCE:
        text = _("This publication reserves the training of machines for all that it publishes.")
        sentences.append(conditional_escape(text))
    else:
        sentences.append(conditional_escape(_("Machines may not be trained on it.")))
    if keeps_pictures:
        pictures = _("Pictures have holders of their own: ask before you take one over.")
        sentences.append(conditional_escape(pictures))
    return [sentence for sentence in sentences if sentence]


def _conditions(said: RightsStatement) -> Iterator[SafeString]:
    if said.onward != Onward.PUBLIC_LICENCE or not said.licence:
        return
    licence = Licence(said.licence)
    if licence.terms.startswith("BY"):
        yield conditional_escape(_("Name the author, the source and the licence."))
    if licence.forbids_commerce:
        yield conditional_escape(_("Not for commercial purposes: ask before any of those."))
    if licence.forbids_changes:
        yield conditional_escape(_("Not changed, shortened or translated."))
    if licence.asks_for_the_same:
        yield conditional_escape(_("What you make of it goes out under the same licence."))


def credit_to_copy(
    said: RightsStatement, edition: Edition, *, masthead: Masthead, address: str
) -> str:
    """The words of credit that whoever reprints it prints, as plain text; prescribed ones to the letter."""
    if said.required_credit:
        return said.required_credit
    piece = edition.piece
    space = "" if wording.primary(get_language() or "") == "zh" else " "
    if said.original is None:
        sentences = [*_of_ours(piece, masthead)]
    else:
        mine = msgspec.structs.replace(said, basis=_of_others(said), is_kept=False)
        sentences = [unescape(strip_tags(one)) for one in credit_words.slip(mine, piece)]
    if said.original is None and said.licence:
        sentences.append(_("Licence: %(name)s.") % {"name": said.licence_name})
    return f"{space.join(filter(None, sentences))} {uri_to_iri(address)}".strip()


def _of_others(said: RightsStatement) -> str:
    """The basis that also others can name: that we have a permission says nothing about theirs."""
    return said.basis if said.basis in FREE else ""


def _of_ours(piece: Piece, masthead: Masthead) -> Iterator[str]:
    names = {
        role: _joined(byline.name for byline in piece.bylines if byline.role == role)
        for role in ("author", "translator")
    }
    told = {
        "title": wording.quoted(piece.title, piece.language),
        "names": names["author"],
        "publication": masthead.said("name").text,
    }
    text = _("%(title)s by %(names)s.") if names["author"] else "%(title)s"
    yield str(text % told)
    if names["translator"]:
        yield _("Translated by %(names)s.") % {"names": names["translator"]}
    if told["publication"]:
        yield _("First published in %(publication)s.") % told


def _joined(names: Iterable[str]) -> str:
    return unescape(str(wording.join_names(names)))
