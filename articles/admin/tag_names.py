"""Tags while they are typed: suggestions, which names are tags already, and which nearly are one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import curation
from articles.admin.answers import asks_for, first_error
from articles.language import words
from articles.models import Tag
from articles.models.taxonomy import NAME_LENGTH

MOST_NAMES = 20_000  # characters of names at once: several hundred tags


class TagNamesInput(forms.TextInput):
    """One line of names, over which desk/tags.js draws the combobox; it parts them as the server does."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-separators": words.SEPARATORS,
            "data-longest": str(NAME_LENGTH),
            "data-suggestions": reverse("admin:articles_tag_suggestions"),
            "data-lookup": reverse("admin:articles_tag_lookup"),
        }
        return context


class Typed(forms.Form):
    q = forms.CharField(max_length=NAME_LENGTH, required=False)


class Names(forms.Form):
    names = forms.CharField(max_length=MOST_NAMES, required=False, strip=False)


@require_GET
@asks_for("change_article", "add_article")
def suggestions(request: HttpRequest) -> HttpResponse:
    """What to offer for `?q=`: tags with the numbers of their articles."""
    form = Typed(request.GET)
    if not form.is_valid():
        return first_error(form)
    typed = form.cleaned_data["q"]
    return JsonResponse(
        {
            "suggestions": [asdict(found) for found in curation.suggest(typed)],
            **(_facts(curation.look_up([typed])[0]) if words.fold(typed) else {}),
        }
    )


@require_POST
@asks_for("change_article", "add_article")
def lookup(request: HttpRequest) -> HttpResponse:
    """What each of the `names` is: a tag (`tag`, its own name, and `count`) or new, and what is `near`."""
    form = Names(request.POST)
    if not form.is_valid():
        return first_error(form)
    names = filter(words.fold, words.split_tags(form.cleaned_data["names"]))
    found = curation.look_up(dict.fromkeys(names))
    counts = Tag.objects.used().in_bulk({entry.tag.pk for entry in found if entry.tag})
    return JsonResponse(
        {
            "names": [
                {
                    **_facts(entry),
                    "count": counts[entry.tag.pk].article_count if entry.tag else 0,
                }
                for entry in found
            ]
        }
    )


def _facts(found: curation.LookedUp) -> dict[str, Any]:
    return {
        "name": found.name,
        "tag": found.tag.name if found.tag else None,
        "near": found.near.name if found.near else None,
    }


def stands_for(name: str) -> str:
    """What a name is, in a sentence, unless it is a tag's own. Five queries at most."""
    (found,) = curation.look_up([name])
    told = {
        "name": name,
        "tag": found.tag and found.tag.name,
        "near": found.near and found.near.name,
    }
    if found.tag:
        return "" if found.tag.name == name else _("“%(name)s” is the tag “%(tag)s”.") % told
    if found.near:
        text = _("“%(name)s” will be a new tag. “%(near)s” is there already: did you mean it?")
        return text % told
    return _("“%(name)s” will be a new tag.") % told


def warn_of_near(request: HttpRequest, names: Iterable[str]) -> None:
    """Says which names, about to become tags, are nearly those of tags there are, but for those that were
    kept when the page asked. It stops nothing.
    """
    meant = {words.fold(name) for name in request.POST.getlist("_meant")}
    for found in curation.look_up(dict.fromkeys(names)):
        if found.near and not found.tag and words.fold(found.name) not in meant:
            text = _("“%(name)s” is a new tag now. “%(near)s” was there already: did you mean it?")
            messages.warning(request, text % {"name": found.name, "near": found.near.name})
