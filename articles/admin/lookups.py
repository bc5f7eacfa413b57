"""What the address of a list may ask the database for: its own filters, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from articles.admin.translated import other_languages

MOST_WORDS = 20  # of a search
ASKED = ("", "__exact", "__isnull", "__id__exact", "__gte", "__lt")  # by Django's own filters


class NarrowedAdmin(admin.ModelAdmin):
    """A list narrowed down by its filters and by `linked_by`, the lookups that pages of the desk lead to.

    Django takes any lookup on a column of the row: a regular expression from an address may run for
    minutes. Here it is what a mistyped filter is, and leads to the whole list.
    """

    linked_by: tuple[str, ...] = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if lookup in self.linked_by or lookup in set(self._asked(request)):
            return True
        raise IncorrectLookupParameters

    def _asked(self, request: HttpRequest) -> Iterator[str]:
        for one in self.get_list_filter(request):
            if isinstance(one, type) and issubclass(one, admin.SimpleListFilter):
                yield str(one.parameter_name)
            else:
                name = one[0] if isinstance(one, tuple) else one
                yield from (f"{name}{end}" for end in ASKED)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """`translations` stands for what a row is called in each of the other languages: in JSON as it is
        stored, letters may be numbers.
        """
        fields = super().get_search_fields(request)
        return [found for path in fields for found in _in_words(self.model, path)]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Each word is a condition of its own, and no database takes a thousand of them."""
        words = " ".join(search_term.split()[:MOST_WORDS])
        return super().get_search_results(request, queryset, words)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:  # a number or a day that no database knows
            raise IncorrectLookupParameters from error


def _in_words(model: Any, path: str) -> list[str]:
    """The fields that are meant by a field to search."""
    *way, last = path.split(LOOKUP_SEP)
    if last != "translations":
        return [path]
    for name in way:
        model = model._meta.get_field(name).related_model
    name = model.translated[0]
    return [LOOKUP_SEP.join((path, code, name)) for code, _label in other_languages()]
