"""The article's form as it is typed, read into rows that are never saved: the preview is made of them.

Nothing is refused here: what cannot be read is left out or left as it was, and said in `doubts`. It
asks the database for what the form names, in a number of queries that does not grow with the sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.article_forms import FIGURE_COLUMNS
from articles.admin.fields import MOST_TAGS
from articles.admin.said import DIGITS, row_count, row_number
from articles.bridges import compose
from articles.language import html, words
from articles.models import (
    Article,
    ArticleByline,
    Contributor,
    CreditPermission,
    Image,
    Permission,
    ReprintCredit,
    Section,
    Source,
)
from articles.models.credits import Covers
from articles.models.figures import FigureColumns
from articles.models.people import Role
from articles.piece import Piece
from articles.publishing.findings import Draft

CREDIT = "credit_record"
CREDIT_COLUMNS = (
    *("relation", "title", "url", "language", "authors", "first_published_on"),
    *("issue", "copyright_holder", "copyright_year", "copyright_notice"),
    *("changes", "required_credit"),
)


class Typed:
    """What a form says. `article` is changed in memory and must not be saved afterwards."""

    def __init__(self, article: Article, data: QueryDict) -> None:
        self.article = article
        self.data = data
        self.doubts: list[str] = []
        self._images = self._rows_of(Image, "image", "sections-{}-image")
        self._take(article, ("title", "slug", "kicker", "deck", "language"), "")
        self._take_figure(article, "", _("Lead picture"))
        article.slug = words.slugify(article.slug or article.title)
        self._placed: list[str] = []  # the prefixes of the sections
        self.sections = list(self._sections())
        self.bylines = list(self._bylines())
        self.credit = self._credit()
        self.tags = self._tags()

    @property
    def piece(self) -> Piece:
        return compose(
            self.article,
            sections=self.sections,
            bylines=self.bylines,
            credit=self.credit,
            tags=self.tags,
        )

    def draft(self, *, may_choose: bool) -> Draft:
        """What the checklist looks at."""
        return Draft(
            self.article,
            sections=self.sections,
            has_tag=bool(self.tags),
            has_byline=bool(self.bylines),
            translators=[row.contributor for row in self.bylines if row.role == Role.TRANSLATOR],
            credit=self.credit,
            needs=self.needs(may_choose=may_choose),
        )

    def field(self, name: str) -> str:
        """The form's name of a field that the checklist names by its section's place."""
        kind, _dash, rest = name.partition("-")
        number, _dash, column = rest.partition("-")
        if kind != "sections" or int(number) >= len(self.sections):
            return name
        return f"{self._placed[int(number)]}{column}"

    def needs(self, *, may_choose: bool) -> list[CreditPermission]:
        """The permissions that the form chooses for the credit, or the stored ones for someone whose
        form has none. At most two queries.
        """
        if not may_choose:
            stored = CreditPermission.objects.filter(credit__article=self.article)
            return list(stored.select_related("permission"))
        chosen = {
            Covers.ORIGINAL: self.data.getlist(f"{CREDIT}-0-original_permissions"),
            Covers.TRANSLATION: self.data.getlist(f"{CREDIT}-0-translation_permission"),
        }
        known = _rows(Permission, (pk for pks in chosen.values() for pk in pks))
        return [
            CreditPermission(permission=known[pk], covers=covers)
            for covers, pks in chosen.items()
            for pk in pks
            if pk in known
        ]

    # --- rows ---------------------------------------------------------------------------------

    def _sections(self) -> Iterator[Section]:
        stored = {str(row.pk): row for row in self.article.sections.all()}
        for number, prefix in enumerate(self._prefixes("sections"), start=1):
            place = _("Section %(number)d") % {"number": number}
            section = stored.get(self._said(prefix, "id")) or Section(key=f"new-{number}")
            self._take(section, ("heading", "language", "figure_width"), prefix, place)
            self._take_figure(section, prefix, place)
            try:
                section.body = html.clean(self._said(prefix, "body"))
            except html.TooMuchHTML as error:
                self.doubts.append(f"{place}: {error}")
            if section.pk or section.heading or section.body or section.image:
                self._placed.append(prefix)
                yield section

    def _bylines(self) -> Iterator[ArticleByline]:
        people = self._rows_of(Contributor, "bylines-{}-contributor")
        for prefix in self._prefixes("bylines"):
            contributor = people.get(self._said(prefix, "contributor"))
            if contributor:
                byline = ArticleByline(contributor=contributor)
                self._take(byline, ("role", "printed_name"), prefix, str(contributor))
                yield byline

    def _credit(self) -> ReprintCredit | None:
        rows = ReprintCredit.objects.filter(article=self.article).select_related("source")
        stored = rows.first()
        if f"{CREDIT}-TOTAL_FORMS" not in self.data:
            return stored
        for prefix in self._prefixes(CREDIT):
            credit = stored or ReprintCredit()
            self._take(credit, CREDIT_COLUMNS, prefix, _("Reprint credit"))
            credit.is_machine_translated = prefix + "is_machine_translated" in self.data
            sources = self._rows_of(Source, CREDIT + "-{}-source")
            chosen = sources.get(self._said(prefix, "source"))
            credit.source = chosen and chosen.kept
            return credit
        return None

    def _tags(self) -> list[str]:
        typed = words.split_tags(self.data.get("tags", ""))[:MOST_TAGS]
        return [*typed, *self.data.getlist("proposed_tags")]

    # --- fields -------------------------------------------------------------------------------

    def _said(self, prefix: str, name: str) -> str:
        return self.data.get(prefix + name, "")

    def _take(self, row: models.Model, names: Iterable[str], prefix: str, place: str = "") -> None:
        """What is typed into these fields; a text that breaks a rule is shown all the same, a choice
        that is none is not."""
        for name in names:
            field: Any = row._meta.get_field(name)
            text = self._said(prefix, name).replace("\r\n", "\n")
            if field.null and not text:
                setattr(row, name, None)
                continue
            if not field.choices:
                setattr(row, name, text)
            try:
                setattr(row, name, field.clean(text, row))
            except ValidationError as error:
                self._doubt(place, capfirst(field.verbose_name), " ".join(error.messages))

    def _take_figure(self, row: FigureColumns, prefix: str, place: str) -> None:
        row.image = self._images.get(self._said(prefix, "image"))
        if self._said(prefix, "image").strip() and row.image is None:
            self._doubt(place, _("there is no picture of this number."))
        texts = [name for name in FIGURE_COLUMNS if name in ("alt", "caption", "credit")]
        self._take(row, texts, prefix, place)
        row.is_decorative = prefix + "is_decorative" in self.data
        row.is_picture_missing = prefix + "is_picture_missing" in self.data

    def _doubt(self, *parts: str) -> None:
        self.doubts.append(": ".join(str(part) for part in parts if part))

    # --- the form's shape ---------------------------------------------------------------------

    def _prefixes(self, kind: str) -> list[str]:
        """The prefixes of the rows that stay, in the order of their places."""
        rows = [f"{kind}-{number}-" for number in range(row_count(self.data, kind))]
        staying = [prefix for prefix in rows if prefix + "DELETE" not in self.data]
        return sorted(staying, key=lambda prefix: _place(self._said(prefix, "position")))

    def _rows_of(self, model: Any, *patterns: str) -> dict[str, Any]:
        """The rows that fields of these names choose, by the number as it is typed. One query."""
        kind = patterns[-1].partition("-")[0]
        names = [
            pattern.format(n) for pattern in patterns for n in range(row_count(self.data, kind))
        ]
        return _rows(model, (self.data.get(name, "") for name in names))


def _rows(model: Any, typed: Iterable[str]) -> dict[str, Any]:
    read = {text: row_number(text) for text in typed}
    numbers = {text: number for text, number in read.items() if number is not None}
    found = model.objects.in_bulk(set(numbers.values()))
    return {text: found[number] for text, number in numbers.items() if number in found}


def _place(text: str) -> int:
    """A place among others; an empty one is the last."""
    return int(text[:DIGITS]) if text.isdecimal() else 10**DIGITS
