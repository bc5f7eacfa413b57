"""The forms of the article's page: drafts may be incomplete, and nobody overwrites someone else's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db import models
from django.forms.models import BaseInlineFormSet, ModelChoiceIterator
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.admin.choices import SourceField, show_picture
from articles.admin.fields import OneLineField, RowField, RowsField, TagNamesField
from articles.admin.ordering import ChosenOnce, PlacedForm, PlacedFormSet
from articles.admin.permission_status import standing, term
from articles.admin.said import row_number
from articles.models import (
    Article,
    CreditPermission,
    Permission,
    RelatedPick,
    ReprintCredit,
    Section,
)
from articles.models.credits import Covers
from articles.models.related import unfit
from articles.rights import days
from articles.rights.coming_end import is_endless

STALE = _(
    "Someone else saved this article in the meantime. Nothing is lost, and nothing is saved yet: "
    "choose whose words stay, then save."
)
FIGURE_COLUMNS = ("image", "alt", "is_decorative", "caption", "credit", "is_picture_missing")
SECTION_FIGURE = (*FIGURE_COLUMNS[:-1], "figure_width", FIGURE_COLUMNS[-1])
COLUMNS = (
    *("title", "slug", "kicker", "deck", "language", "takes_comments", "translation_of"),
    *FIGURE_COLUMNS,
)


class PictureForm(forms.ModelForm):
    """A row with a picture: the widget shows the one that is loaded already, and what once stood there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "image" in self.fields:
            row = self.instance
            show_picture(self.fields["image"].widget, row.image, row.picture_origin)
        missing = self.fields.get("is_picture_missing")
        if missing and self.instance.picture_origin:
            missing.help_text = _("In the document stood here: %(origin)s") % {
                "origin": escape(self.instance.picture_origin)
            }


class ArticleForm(PictureForm):
    """The working copy. `version` is the one that this form was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    tags = TagNamesField(
        label=_("Tags"), required=False, help_text=_("Separate with commas of any script.")
    )
    proposed_tags = forms.MultipleChoiceField(
        label=_("Found in the text"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you tick is added to the tags when you save."),
    )

    class Meta:
        model = Article
        fields = COLUMNS
        field_classes = {"title": OneLineField, "translation_of": RowField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_old = self.instance.pk is not None
        if not is_old and not self.is_bound and "title" in self.fields:
            self.fields["title"].widget.attrs["autofocus"] = True
        self.initial["version"] = self.instance.version if is_old else None
        present = [tag.name for tag in self.instance.tags.all()] if is_old else []
        self.initial["tags"] = ", ".join(present)
        proposed = self.fields.get("proposed_tags")
        if isinstance(proposed, forms.MultipleChoiceField):
            proposed.choices = _choices(proposals(self.instance), present)

    def is_valid(self) -> bool:
        """What is taken over from what was kept is shown again first, and saved by the next one."""
        return super().is_valid() and "_take_over" not in self.data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk is not None:
            rows = Article.objects.select_for_update().filter(pk=self.instance.pk)
            current = rows.values_list("version", flat=True).first()
            if cleaned.get("version") != current:
                self.add_error(None, forms.ValidationError(STALE, code="stale"))
        return cleaned

    @property
    def tag_names(self) -> list[str]:
        """The names typed, and those ticked."""
        return [*self.cleaned_data.get("tags", []), *self.cleaned_data.get("proposed_tags", [])]


def proposals(article: Article) -> Sequence[dict[str, Any]]:
    """The tags that import proposed, by the article's record of it (fetched along with it)."""
    record = getattr(article, "import_record", None)
    return record.report.get("tags", []) if record else []


def _choices(found_tags: Sequence[dict[str, Any]], present: list[str]) -> list[tuple[str, str]]:
    return [
        (found["name"], _proposal(found)) for found in found_tags if found["name"] not in present
    ]


def _proposal(found: dict[str, Any]) -> str:
    known = _("a tag already") if found.get("known") else _("new")
    return f"{found['name']} ({found.get('count', 1)} ×, {known})"


class SectionForm(PictureForm, PlacedForm):
    class Meta:
        model = Section
        fields = ("heading", "body", "position", "language", *SECTION_FIGURE)
        field_classes = {"heading": OneLineField}


class RelatedForm(PlacedForm):
    class Meta:
        model = RelatedPick
        fields = ("other", "reason", "position")
        field_classes = {"other": RowField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Says of what was marked as a translation since, that readers do not see it here."""
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk and "other" in self.fields and (why := unfit(row.article, row.other)):
            self.fields["other"].help_text = format_lazy("{} {}", _("Left out on the page."), why)

    def clean_other(self) -> Article | None:
        other: Article | None = self.cleaned_data.get("other")
        if other is None or "other" not in self.changed_data:
            return other
        if why := unfit(self.instance.article, other):
            raise forms.ValidationError(str(why), code="unfit")
        return other


class RelatedRows(ChosenOnce, PlacedFormSet):
    chosen = "other"
    twice = curation.RelatedTwice.message


class BySource(ModelChoiceIterator):
    """Permissions of the chosen source first, under a heading of their own. One query."""

    field: PermissionChoice

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        groups: dict[bool, list[Any]] = {True: [], False: []}
        for row in self.queryset.all():
            groups[row.source_id is not None and row.source_id == self.field.source].append(row)
        first, others = groups[True], groups[False]
        if not first:
            yield from map(self.choice, others)
            return
        yield (_("Of this source"), list(map(self.choice, first)))
        if others:
            yield (_("Others"), list(map(self.choice, others)))


class PermissionChoice(forms.ModelChoiceField):
    """Permissions by their short name, with how they stand now and when they end. `source` is the number
    of the source whose permissions come first.
    """

    iterator = BySource
    source: int | None = None

    def label_from_instance(self, obj: models.Model) -> str:
        assert isinstance(obj, Permission)
        renewal = getattr(obj, "superseded_by", None)
        parts = [obj.reference, standing(obj, at=timezone.now())]
        if renewal:
            named = {"permission": renewal.reference, "term": term(renewal)}
            parts[1] = _("Renewed by %(permission)s (%(term)s)") % named
        if is_endless(obj):
            parts.append(str(_("without end")))
        elif obj.valid_until:
            day = days.until_in_words(obj.valid_until, obj.zone)
            parts.append(_("until %(day)s") % {"day": day})
        return " · ".join(parts)


class PermissionChoices(PermissionChoice, RowsField):
    pass


class CreditForm(forms.ModelForm):
    """The reprint credit, with the permissions it relies on: for the original, and for the translation."""

    original_permissions = PermissionChoices(
        Permission.objects.select_related("superseded_by"),
        label=_("Permissions for the original"),
        required=False,
        help_text=_("What allows us to run it. Recorded under Permissions."),
    )
    translation_permission = PermissionChoice(
        Permission.objects.select_related("superseded_by"),
        label=_("Permission for the translation"),
        required=False,
        help_text=_("If somebody else made the translation."),
    )

    class Meta:
        model = ReprintCredit
        fields = (
            *("relation", "source", "title", "url", "language", "authors", "first_published_on"),
            *("issue", "copyright_holder", "copyright_year", "copyright_notice"),
            *("is_machine_translated", "changes", "required_credit"),
        )
        widgets = {"url": forms.URLInput}
        field_classes = {"source": SourceField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "original_permissions" not in self.fields:
            return
        source = self._source()
        for name in ("original_permissions", "translation_permission"):
            self.fields[name].source = source  # type: ignore[attr-defined]
        chosen = self._chosen()
        self.initial["original_permissions"] = chosen[Covers.ORIGINAL]
        self.initial["translation_permission"] = next(iter(chosen[Covers.TRANSLATION]), None)

    def _source(self) -> int | None:
        """The source as it is typed, or as it is saved."""
        if self.is_bound:
            return row_number(str(self.data.get(self.add_prefix("source"), "")))
        return self.instance.source_id

    def _chosen(self) -> dict[str, list[int]]:
        chosen: dict[str, list[int]] = {kind: [] for kind in Covers.values}
        if self.instance.pk:
            for need in self.instance.needs.all():
                chosen[need.covers].append(need.permission_id)
        return chosen

    def is_kept(self, formset: BaseInlineFormSet) -> bool:
        """Whether its credit stands in the database now, and was not ticked for deletion."""
        return bool(self.instance.pk) and self not in formset.deleted_forms and self.has_changed()

    def save_needs(self) -> None:
        """Makes the rows say what was chosen. At most three queries."""
        credit = self.instance
        single = self.cleaned_data.get("translation_permission")
        wanted = {
            (row.pk, Covers.ORIGINAL.value) for row in self.cleaned_data["original_permissions"]
        }
        wanted |= {(single.pk, Covers.TRANSLATION.value)} if single else set()
        stored = {(row.permission_id, row.covers): row.pk for row in credit.needs.all()}
        stale = [pk for key, pk in stored.items() if key not in wanted]
        CreditPermission.objects.filter(pk__in=stale).delete()
        CreditPermission.objects.bulk_create(
            CreditPermission(credit=credit, permission_id=permission, covers=covers)
            for permission, covers in sorted(wanted - stored.keys())
        )


class PublicCreditForm(CreditForm):
    """What readers see of the credit: the permissions are no part of the form at all."""

    original_permissions = None  # type: ignore[assignment]
    translation_permission = None  # type: ignore[assignment]
