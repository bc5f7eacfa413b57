"""Merging, retiring and undoing at the desk: a page that says what will happen, then the verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles import curation, verbs
from articles.admin.log import WHAT
from articles.admin.moving import Moving, counted, named
from articles.admin.said import row_number
from articles.admin.translated import other_languages
from articles.models import SearchWaiting, SearchWaitingTag, Tag, TagChange
from articles.models.tidying import TagVerb
from articles.refusals import Refused
from articles.tidying import merging, retiring, undoing
from articles.tidying.outlook import Outlook

MOST = 50  # tags at once
MOST_KNOWN = 200  # names of tags that are offered
View = Callable[..., HttpResponse]


class SaidForm(forms.Form):
    said = forms.CharField(
        label=gettext_lazy("A word about it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the desk log."),
    )


def may_tidy(user: Any) -> bool:
    return verbs.may(user, "change_tag")


def for_tidiers(view: View) -> View:
    """Open to those who may change tags."""

    def guarded(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        if not may_tidy(request.user):
            raise PermissionDenied
        return require_http_methods(["GET", "HEAD", "POST"])(view)(request, *args, **parts)

    return guarded


def chosen_tags(request: HttpRequest, name: str = "tag") -> list[Tag]:
    """The tags that the address or the form names by number, the most used first. One query."""
    asked = [*request.GET.getlist(name), *request.POST.getlist(name)]
    numbers = {number for typed in asked if (number := row_number(typed)) is not None}
    found = Tag.objects.used().filter(pk__in=numbers)[:MOST]
    return sorted(found, key=lambda tag: (-tag.article_count, tag.pk))


def page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    """A page of a verb on tags, below the list of tags."""
    shown = {
        **admin.site.each_context(request),
        "opts": Tag._meta,
        "title": title,
        "back": reverse("admin:articles_tag_tidy"),
        **context,
    }
    return TemplateResponse(request, f"admin/articles/tag/{template}.html", shown)


def tell(request: HttpRequest, text: str, change: TagChange | None) -> HttpResponse:
    """Back at the clinic, where what was done can be undone at once."""
    if change:
        address = reverse("admin:articles_tag_undo", args=[change.pk])
        text = format_html('{} <a href="{}">{}</a>', text, address, _("Undo"))
    messages.success(request, text)
    tell_waiting(request)
    return HttpResponseRedirect(reverse("admin:articles_tag_tidy"))


def tell_waiting(request: HttpRequest) -> None:
    """What search does not know yet. Two queries at most."""
    if SearchWaitingTag.objects.exists():
        said = _(
            "Tidying has yet to tell search of some articles. Until then old names may find them, too."
        )
        messages.info(request, said)
    elif waiting := SearchWaiting.objects.values("document").distinct().count():
        said = ngettext(
            "Tidying has yet to tell search of %(count)d article. Until then old names may find it, too.",
            "Tidying has yet to tell search of %(count)d articles. Until then old names may find them, too.",
            waiting,
        )
        messages.info(request, said % {"count": waiting})


def latest(verb: TagVerb, user: Any) -> TagChange | None:
    """Of that verb the last change by this person: another editor may be at it at the same time."""
    return TagChange.objects.filter(verb=verb, event__actor=user).first()


# --- what is said beforehand ----------------------------------------------------------------------------


def outlook(told: Outlook) -> Iterator[Moving]:
    """What stands under the tags, counted and named. Eleven queries."""
    yield named(
        lambda n: ngettext("%(count)d article online", "%(count)d articles online", n),
        told.online.values_list("title", flat=True),
    )
    yield named(
        lambda n: ngettext(
            "%(count)d article that readers do not see now",
            "%(count)d articles that readers do not see now",
            n,
        ),
        told.drafts,
    )
    yield named(
        lambda n: ngettext(
            "%(count)d article that readers see without it now",
            "%(count)d articles that readers see without it now",
            n,
        ),
        told.seen_without,
    )
    yield named(lambda n: ngettext("%(count)d topic fed", "%(count)d topics fed", n), told.topics)
    yield counted(
        told.picks.count(),
        lambda n: ngettext(
            "%(count)d article chosen for these topics stays chosen",
            "%(count)d articles chosen for these topics stay chosen",
            n,
        ),
    )


# --- merging ----------------------------------------------------------------------------------------------


@for_tidiers
def merge(request: HttpRequest) -> HttpResponse:
    """Which of the tags is kept, and what becomes of the others. At most 30 queries besides the verb."""
    tags = chosen_tags(request)
    text = " ".join(request.GET.get("with", "").split())
    other = Tag.objects.resolve([text]).get(text) if text else None
    if other and other not in tags:
        tags.append(other)
    asked = row_number(request.POST.get("into", "") or request.GET.get("into", ""))
    into = next((tag for tag in tags if tag.pk == asked), tags[0] if tags else None)
    context: dict[str, Any] = {"tags": tags, "into": into, "typed": text, "form": SaidForm()}
    if text and not other:
        context["refusal"] = _("No tag is called “%(name)s”.") % {"name": text}
    if into is None or len(tags) < 2:
        context["known"] = curation.suggest("", limit=MOST_KNOWN)
        return page(request, "merge", _("Merge tags"), **context)
    form = SaidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge_tags(tags, into=into, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:articles_tag_tidy"))
        text = _("They are one tag now: “%(name)s”.") % {"name": into.name}
        return tell(request, text, latest(TagVerb.MERGE, request.user))
    merger = merging.merger(tags, into, at=timezone.now())
    context |= {"merger": merger, "moving": [one for one in outlook(merger) if one.number]}
    context["taken"] = [(_field_label(one), one) for one in merger.taken]
    return page(request, "merge", _("Merge tags"), **context)


def _field_label(taken: merging.Taken) -> str:
    """What the form of a tag calls the field."""
    column: Any = Tag._meta.get_field(taken.field)
    label = str(capfirst(column.verbose_name))
    language = dict(other_languages()).get(taken.language)
    return f"{label} ({language})" if language else label


# --- retiring ---------------------------------------------------------------------------------------------


@for_tidiers
def retire(request: HttpRequest) -> HttpResponse:
    """What the tags are taken off. At most 18 queries besides the verb."""
    tags = chosen_tags(request)
    if not tags:
        messages.warning(request, _("Choose tags first."))
        return HttpResponseRedirect(reverse("admin:articles_tag_tidy"))
    form = SaidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user: Any = request.user
        with transaction.atomic():
            done = [retiring.retire_tag(tag, actor=user, **form.cleaned_data) for tag in tags]
        text = ngettext("%(count)d tag is retired.", "%(count)d tags are retired.", len(done))
        told = text % {"count": len(done)}
        return tell(request, told, done[0] if len(done) == 1 else None)
    told_of = retiring.retirement(tags, at=timezone.now())
    moving = [one for one in outlook(told_of) if one.number]
    context = {"tags": tags, "told": told_of, "moving": moving, "form": form}
    return page(request, "retire", _("Retire tags"), **context)


# --- undoing ----------------------------------------------------------------------------------------------


@for_tidiers
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """What is put back, or why it cannot be."""
    rows = TagChange.objects.select_related("event__actor")
    if change > 2**62:
        raise Http404
    row = get_object_or_404(rows, pk=change)
    refusal = ""
    try:
        if request.method == "POST":
            undoing.undo(row, actor=request.user)  # type: ignore[arg-type]
            return tell(
                request, _("It is as it was: %(name)s.") % {"name": row.facts["name"]}, None
            )
        undoing.check(row)
    except Refused as refused:
        refusal = str(refused)
    articles = undoing.articles_put_back(row)
    row.what = WHAT[row.verb]  # type: ignore[attr-defined]
    context = {
        "change": row,
        "refusal": refusal,
        "articles": articles,
        "subtitle": row.facts["name"],
    }
    return page(request, "undo", _("Undo"), **context)
