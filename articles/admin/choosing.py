"""What a field that finds rows by their names offers: nothing that would be refused when it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Q, QuerySet

from articles.admin.said import row_number
from articles.models import Article

MOST_LEFT_OUT = 200  # numbers in an address


class Chooser(AutocompleteJsonView):
    """Django's, without the rows that `without` numbers (with commas): what is chosen already. `of` is the
    article that something is chosen for; neither it nor what it cannot have is offered. One more query.
    """

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()
        asked = self.request.GET
        numbers = asked.get("without", "").split(",")[:MOST_LEFT_OUT]
        rows = rows.exclude(pk__in=[row for row in map(row_number, numbers) if row is not None])
        column = str(self.source_field)
        of = Article.objects.filter(pk=row_number(asked.get("of", "")) or 0).first()
        if column == "articles.Article.translation_of":
            rows = rows.filter(translation_of=None)
            return rows.exclude(pk=of.pk) if of else rows
        if column == "articles.RelatedPick.other" and of:
            return rows.exclude(Q(pk=of.root) | Q(translation_of=of.root))
        return rows
