"""What the credit lines found in a text would fill, in the reprint credit and in a draft permission.

Nothing is believed: a claim never grants, proves or covers anything, and where a text forbids reprinting
no permission is read out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.language import credit_facts, credit_lines, words
from articles.models.credits import Relation
from articles.models.term_choices import Basis, Licence, Onward

# What concerns who allowed what, and so the rights desk alone.
PRIVATE = frozenset({"permission", "licensee", "licence", "onward"})
TRANSLATOR = "translator"  # no column of the credit: a byline
RED_FLAGS: dict[str, str | Promise] = {
    "takedown_disclaimer": _("This means that nobody allowed it."),
    "study_only": _("“For study only” is no permission."),
    "exclusive": _("Somebody has an exclusive right: ask before anything runs."),
    "wire_service": _("This is a wire service: running it needs an agreement."),
}
# A text's own “us” is the publication that it came from.
_ONWARD = {Onward.CONTACT_US.value: Onward.CONTACT_SOURCE.value}
_ASKING = frozenset({Onward.CONTACT_HOLDER.value, Onward.CONTACT_SOURCE.value})
# A refusal to those who have no leave, which says nothing against asking for it.
_RESERVED = re.compile(
    r"all rights (?:are )?reserved|without [^;.]{0,60}(?:permission|consent|authori[sz]ation)"
    r"|unauthori[sz]ed|(?:未经|未經|未获|未獲|未得|未取得|非经|非經).{0,24}(?:授权|授權|许可|許可|允许|允許|同意|准许|准許)"
    r"|必究|版权所有|版權所有",
    re.IGNORECASE,
)
_STRICTEST = (Onward.FORBIDDEN, Onward.CONTACT_HOLDER, Onward.CONTACT_SOURCE)


@dataclass(frozen=True)
class Suggestion:
    """One claim, and what taking it over would fill.

    `place` is its position among the claims of the report, `line` that of the text in the document (0 if
    unknown). `facts` are columns of the reprint credit, a source by its name, and `translator`; `terms`
    are columns of a draft permission.
    """

    place: int
    kind: str
    value: str
    text: str
    line: int
    names_us: bool = False
    facts: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.kind in PRIVATE

    @property
    def warning(self) -> str | Promise:
        """What it means for us, if it warns; else empty."""
        return RED_FLAGS.get(self.value, "") if self.kind == "red_flag" else ""

    @property
    def fills(self) -> bool:
        """Whether anything follows from it: a private one is noted in the draft at least."""
        return bool(self.facts) or self.is_private


def suggestions(report: Mapping[str, Any], *, our_names: Iterable[str]) -> list[Suggestion]:
    """Of the report of an import, in the order of the text. No query."""
    found = list(report.get("claims", []))
    names = list(our_names)
    kinds: dict[str, set[str]] = {}
    for claim in found:
        kinds.setdefault(str(claim.get("text", "")), set()).add(str(claim.get("kind", "")))
    read = [_suggestion(place, claim, names, kinds) for place, claim in enumerate(found)]
    return [replace(one, terms={}) if _gives_way(one, read) else one for one in read]


def _gives_way(one: Suggestion, read: Iterable[Suggestion]) -> bool:
    """Whether it only reserves all rights, as most texts do, where another line says whom to ask."""
    if one.terms.get("onward") != Onward.FORBIDDEN or not _RESERVED.search(one.text):
        return False
    return any(other.terms.get("onward") in _ASKING for other in read)


def in_order_of_trust(chosen: Iterable[Suggestion]) -> list[Suggestion]:
    """Where it first stood counts before where it was found, and the strictest refusal before the rest."""
    return sorted(chosen, key=_trust)


def _trust(suggestion: Suggestion) -> tuple[int, int]:
    strict = [value.value for value in _STRICTEST]
    onward = suggestion.terms.get("onward", "")
    rank = strict.index(onward) if onward in strict else len(strict)
    return (suggestion.kind == "source", rank)


def _suggestion(
    place: int, claim: Mapping[str, Any], our_names: list[str], kinds: Mapping[str, set[str]]
) -> Suggestion:
    kind, value = str(claim.get("kind", "")), str(claim.get("value", ""))
    text = str(claim.get("text", ""))
    names_us = kind == "licensee" and credit_lines.names_us(value, our_names)
    is_alone = kinds[text] <= {"changes", "source"}
    facts = dict(_facts(kind, value, text, is_alone=is_alone))
    if facts and (title := credit_facts.title_in(text)):
        facts["title"] = title
    return Suggestion(
        place=place,
        kind=kind,
        value=value,
        text=text,
        line=int(claim.get("line", 0) or 0),
        names_us=names_us,
        facts=facts,
        terms=dict(_terms(kind, value, text, names_us=names_us)),
    )


def _facts(kind: str, value: str, text: str, *, is_alone: bool) -> Iterator[tuple[str, str]]:
    """`is_alone`: the sentence says nothing besides, so that readers may be shown it."""
    if kind in {"source", "first_published"}:
        yield "source", value
        if issue := credit_facts.issue_in(text):
            yield "issue", issue
    if kind == "first_published" and (day := credit_facts.date_in(text)):
        yield "first_published_on", day
    elif kind == "source_url":
        yield "url", value
        if credit_facts.is_first(text) and (day := credit_facts.date_in(text)):
            yield "first_published_on", day
    elif kind == "title":
        yield "title", value
    elif kind == "author":
        yield "authors", ", ".join(words.split_tags(value))
    elif kind == "translator":
        yield TRANSLATOR, value
        yield "relation", Relation.TRANSLATION.value
    elif kind == "copyright":
        yield "copyright_notice", value
        holder, year = credit_facts.holder_in(value)
        if holder:
            yield "copyright_holder", holder
        if year:
            yield "copyright_year", year
    elif kind == "changes" and value in Relation.values:
        yield "relation", value
        if is_alone and value not in {Relation.TRANSLATION, Relation.COMPILED}:
            yield "changes", text


def _terms(kind: str, value: str, text: str, *, names_us: bool) -> Iterator[tuple[str, str]]:
    if names_us:
        yield "basis", Basis.PERMISSION.value
    elif kind == "licence" and value in Licence.values:
        yield "basis", Basis.OPEN_LICENCE.value
        yield "licence", value
    elif kind == "licence" and value == "public domain":
        yield "basis", Basis.PUBLIC_DOMAIN.value
    elif kind == "onward" and value in Onward.values and value != Onward.PUBLIC_LICENCE:
        yield "onward", _ONWARD.get(value, value)
        address = credit_facts.address_in(text) if value.startswith("contact_") else ""
        if address:
            yield "onward_contact", address
