"""Splitting a tag at the desk: name the other tags, say which articles go where, see it, do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import curation
from articles.admin.fields import TagNamesField
from articles.admin.moving import Moving, named
from articles.admin.said import row_number
from articles.admin.tag_verbs import MOST_KNOWN, SaidForm, for_tidiers, page, tell
from articles.models import Article, Tag
from articles.refusals import Refused
from articles.tidying import splitting
from articles.tidying.outlook import articles_of

SHOWN = 100  # articles at once, the newest first
MOST_PARTS = 5


class PartsForm(forms.Form):
    into = TagNamesField(
        label=gettext_lazy("Other tags"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("What its articles are about instead, with commas between them."),
    )

    def clean_into(self) -> list[str]:
        names = list(dict.fromkeys(self.cleaned_data["into"]))
        if len(names) > MOST_PARTS:
            text = _("Name at most %(most)d other tags at once; these are %(number)d.")
            told = {"most": MOST_PARTS, "number": len(names)}
            raise ValidationError(text % told, code="too_many")
        return names


@for_tidiers
def split(request: HttpRequest, object_id: int) -> HttpResponse:
    """The form for the other tags; then articles with a box for each tag: the newest, or the newest of those
    older than the article `before`. What is not shown stays. At most 24 queries besides the verb, two more
    for each of the other tags.
    """
    tag = get_object_or_404(Tag, pk=object_id)
    title = _("Split “%(name)s”") % {"name": tag.name}
    back = reverse("admin:articles_tag_change", args=[tag.pk])
    given = request.POST if request.method == "POST" else request.GET
    before = row_number(given.get("before", ""))
    parts = PartsForm(given if request.method == "POST" or "into" in given else None)
    context: dict[str, Any] = {"tag": tag, "parts": parts, "back": back, "form": SaidForm()}
    context["before"] = before
    if not parts.is_valid():
        context["known"] = curation.suggest("", limit=MOST_KNOWN)
        return page(request, "split", title, **context)
    names: list[str] = parts.cleaned_data["into"]
    everyone = articles_of([tag])
    found = list((everyone if before is None else everyone.filter(pk__lt=before))[: SHOWN + 1])
    shown, is_last = found[:SHOWN], len(found) <= SHOWN
    into = {name: _ticked(request, f"part-{place}") for place, name in enumerate(names)}
    stays = _ticked(request, "stay")
    context |= {
        "names": names,
        "rest": everyone.count() - len(shown),
        "older": "" if is_last else _page_of(tag, names, before=shown[-1].pk),
        "newest": "" if before is None else _page_of(tag, names),
        "articles": [
            (
                row,
                row.pk in stays or request.method != "POST",
                [(one, row.pk in into[one]) for one in names],
            )
            for row in shown
        ],
    }
    if request.method != "POST":
        return page(request, "split", title, **context)
    form = context["form"] = SaidForm(request.POST)
    try:
        if "do" in request.POST and form.is_valid():
            user: Any = request.user
            told = form.cleaned_data
            change = splitting.split_tag(tag, actor=user, into=into, stays=stays, **told)
            text = _("“%(name)s” is split.") % {"name": tag.name}
            return tell(request, text, change)
        planned = splitting.split(tag, into, at=timezone.now(), stays=stays)
    except Refused as refusal:
        context["refusal"] = str(refusal)
    else:
        context |= {"planned": planned, "losing": planned.poorer_topics}
        context["moving"] = [one for one in _moving(planned) if one.number]
    return page(request, "split", title, **context)


def _page_of(tag: Tag, names: list[str], **asked: int) -> str:
    """Where the boxes for these names are."""
    told = {"into": ", ".join(names), **asked}
    return reverse("admin:articles_tag_split", args=[tag.pk], query=told)


def _moving(planned: splitting.Split) -> Iterator[Moving]:
    """What leaves the tag, and what comes under each of the others. Two queries each."""
    yield named(
        lambda n: ngettext(
            "%(count)d article online leaves this tag",
            "%(count)d articles online leave this tag",
            n,
        ),
        planned.online_leaving.values_list("title", flat=True),
    )
    yield named(
        lambda n: ngettext(
            "%(count)d article that readers do not see now leaves it",
            "%(count)d articles that readers do not see now leave it",
            n,
        ),
        planned.drafts_leaving,
    )
    yield named(
        lambda n: ngettext(
            "%(count)d article that readers see without this tag now leaves it",
            "%(count)d articles that readers see without this tag now leave it",
            n,
        ),
        planned.seen_without_leaving,
    )
    for name, articles in planned.into.items():
        yield named(
            lambda n: ngettext(
                "%(count)d article goes under “%(part)s”",
                "%(count)d articles go under “%(part)s”",
                n,
            ),
            Article.objects.filter(pk__in=articles).order_by("-pk"),
            part=name,
        )


def _ticked(request: HttpRequest, name: str) -> set[int]:
    numbers = map(row_number, request.POST.getlist(name)[:SHOWN])
    return {number for number in numbers if number is not None}
