"""Merging sources at the desk: choose the one that is kept, see what will move, then do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.admin.fields import RowField
from articles.admin.moving import Moving, counted, named
from articles.admin.verbs import Verb, VerbAdmin, VerbForm, WordsForm
from articles.models import Source
from articles.refusals import Refused
from articles.rights import sources
from articles.rights.sources import Fact, Merger


class MergeForm(WordsForm):
    """Which source is kept. What was merged into this one may be chosen too: that turns the two round."""

    into = RowField(Source.objects.all(), label=_("Source that is kept"))
    field_order = ["into", "said"]

    def __init__(self, *args: Any, row: Source, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        into: Any = self.fields["into"]
        fitting = Source.objects.filter(Q(merged_into=None) | Q(merged_into=row))
        into.queryset = fitting.exclude(pk=row.pk).select_related("merged_into")
        if self.chosen:
            into.widget = forms.HiddenInput()

    @property
    def chosen(self) -> Source | None:
        """The one that the address or the form names; None where it names none that there is."""
        try:
            found: Source = self.fields["into"].clean(self["into"].value())
        except ValidationError:
            return None
        return found


class Said(NamedTuple):
    """A column in words, and what either source says in it."""

    label: str
    kept: str
    other: str


def moving(merger: Merger) -> Iterator[Moving]:
    """What there is to say beforehand, counted and named. Nine queries."""
    yield named(
        lambda n: ngettext("%(count)d permission moves", "%(count)d permissions move", n),
        merger.permissions,
    )
    yield counted(
        merger.evidence.count(),
        lambda n: ngettext("%(count)d proof stays with it", "%(count)d proofs stay with them", n),
    )
    yield named(
        lambda n: ngettext("%(count)d reprint credit moves", "%(count)d reprint credits move", n),
        merger.credits.select_related("article"),
    )
    yield counted(
        merger.editions.count(),
        lambda n: ngettext(
            "%(count)d published version goes on printing the name that it has",
            "%(count)d published versions go on printing the name that they have",
            n,
        ),
    )
    yield counted(
        merger.requests.count(),
        lambda n: ngettext(
            "%(count)d request to reprint stays with its article",
            "%(count)d requests to reprint stay with their articles",
            n,
        ),
    )
    yield named(
        lambda n: ngettext(
            "%(count)d source that was merged into it before follows",
            "%(count)d sources that were merged into it before follow",
            n,
        ),
        merger.merged_before,
    )


def in_words(fact: Fact) -> Said:
    """As the source's page would show it."""
    column: Any = Source._meta.get_field(fact.column)
    label = str(capfirst(str(column.verbose_name)))
    if fact.language:
        label = f"{label} ({addresses.language_tag(fact.language)})"
    return Said(label, _shown(column, fact.kept), _shown(column, fact.other))


def _shown(column: Any, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(dict(column.flatchoices).get(value, value) or "–")


MERGE = Verb(
    name="merge",
    label=_("Merge into another source…"),
    explanation=_("For a publication or person that was recorded twice: the two become one."),
    done=_("Merged."),
    permission="decide_permission",
    do=sources.merge_sources,
    fits=lambda row: row.merged_into_id is None,
    form=MergeForm,
    tells=lambda row, kept: (
        gettext("“%(name)s” is one with “%(kept)s” now.") % {"name": row, "kept": kept}
    ),
)


class MergesSources(VerbAdmin):
    """The verb on a source's page, and for those that were ticked in the list."""

    verbs = (MERGE,)
    verb_template = "admin/articles/source/merge.html"
    actions: Any = ("merge_ticked",)

    def verb_initial(self, request: HttpRequest, row: Any, verb: Verb) -> dict[str, Any]:
        return {"into": request.GET.get("into", "")}

    def verb_context(
        self, request: HttpRequest, row: Any, form: VerbForm, verb: Verb
    ) -> dict[str, Any]:
        """What would move; or the list to choose from, with why it cannot be the one that was chosen."""
        assert isinstance(form, MergeForm)
        if form.chosen is None:
            return {}
        try:
            merger = sources.merger(row, form.chosen)
        except Refused as refusal:
            return {"refusal": "" if form.errors else str(refusal)}
        turned = f"{self.verb_address(merger.into, verb)}?into={row.pk}"
        return {
            "merger": merger,
            "moving": [one for one in moving(merger) if one.number],
            "taken": list(map(in_words, merger.taken)),
            "overruled": list(map(in_words, merger.overruled)),
            "turned": "" if merger.into.merged_into_id else turned,
        }

    def address_after(self, row: Any, verb: Verb) -> str:
        """The page of the kept one."""
        row.refresh_from_db()
        return self.row_address(row.kept)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return MERGE.is_open_to(request)

    @admin.action(permissions=["merge"], description=_("Merge into another source…"))
    def merge_ticked(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Of two, the first is merged into the second; the page offers the other way round."""
        ticked = list(queryset[:3])
        if len(ticked) > 2:
            messages.error(request, gettext("Tick one source, or the two that are the same."))
            return None
        address = self.verb_address(ticked[0], MERGE)
        chosen = f"?into={ticked[1].pk}" if len(ticked) == 2 else ""
        return HttpResponseRedirect(address + chosen)
