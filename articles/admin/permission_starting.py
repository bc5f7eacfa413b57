"""A new permission begun from a source: its usual terms stand in the form, and nothing is saved yet."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.said import row_number
from articles.language import words
from articles.models import Permission, ReprintCredit, Source
from articles.publishing.relying import rely_on
from articles.refusals import Refused
from articles.rights import usual_terms

TAKE_TERMS = "_take_terms"  # the button beside the source


class StartsFromSource(admin.ModelAdmin):
    """Takes the terms from `?source=`, or from the source that was chosen in the form.

    With `?article=` the words of credit say the facts of that article's original, and the article relies
    on what is recorded.
    """

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "POST" and TAKE_TERMS in request.POST:
            self._begin_anew(request)
        return super().add_view(request, form_url, extra_context)

    def _begin_anew(self, request: HttpRequest) -> None:
        """What was sent becomes what a new form begins with; nothing is saved by it."""
        form = self.get_form(request)()
        typed: dict[str, Any] = {
            name: words.storable(request.POST.get(name, ""))
            if not isinstance(field, BooleanField)
            else name in request.POST
            for name, field in form.fields.items()
        }
        source = _source(request.POST.get("source", ""))
        if source is None:
            messages.warning(request, gettext("Choose the source first."))
        else:
            messages.info(request, _taken(source))
        request.method = "GET"
        credit = _credit(request)
        terms = {n: v for n, v in terms_of(source, credit).items() if _is_open(typed, n)}
        request.begins_with = typed | terms  # type: ignore[attr-defined]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        begins: dict[str, Any] | None = getattr(request, "begins_with", None)
        if begins is not None:
            return begins
        source, credit = _source(request.GET.get("source", "")), _credit(request)
        source = source or (credit.source if credit else None)
        known = super().get_changeform_initial_data(request)
        known.pop("article", None)
        return known | terms_of(source, credit)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user: Any = request.user
        credit = None if change else _credit(request)
        if credit is None or not user.has_perm("articles.change_creditpermission"):
            return
        try:
            rely_on(credit.article, form.instance, actor=user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return
        address = reverse("admin:articles_article_change", args=[credit.article_id])
        link = format_html('<a href="{}">{}</a>', address, credit.article)
        messages.success(
            request,
            format_html(gettext("The working copy of this article relies on it now: {}"), link),
        )

    @admin.display(description=_("its usual terms"))
    def usual_terms(self, permission: Permission) -> SafeString:
        return format_html(
            '<button class="verb" type="submit" name="{}" value="1">{}</button>',
            TAKE_TERMS,
            _("Take its usual terms"),
        )


def terms_of(source: Source | None, credit: ReprintCredit | None = None) -> dict[str, Any]:
    """What a source usually says, as a form begins with it; the words of credit say what is known."""
    if source is None:
        return {}
    article = credit.article if credit else None
    begun = usual_terms.beginning(source, article=article, credit=credit)
    return usual_terms.facts(begun) | {"source": source.pk}


def _is_open(typed: dict[str, Any], name: str) -> bool:
    """Whether nobody answered that yet: what is typed stays."""
    if name == "source" or name not in typed:
        return True
    column: Any = Permission._meta.get_field(name)
    return str(typed[name]).strip() in {"", str(column.get_default())}


def _credit(request: HttpRequest) -> ReprintCredit | None:
    """Of the article that the permission is recorded for, to one who may see it."""
    user: Any = request.user
    number = row_number(request.GET.get("article", ""))
    if number is None or not user.has_perm("articles.view_article"):
        return None
    rows = ReprintCredit.objects.filter(article=number)
    return rows.select_related("article", "source").first()


def _source(typed: str) -> Source | None:
    number = row_number(typed)
    rows = Source.objects.select_related("merged_into")
    found = None if number is None else rows.filter(pk=number).first()
    return found and found.kept


def _taken(source: Source) -> str:
    return gettext(
        "The usual terms of %(source)s stand where nothing was typed. Nothing is saved yet."
    ) % {"source": source}
