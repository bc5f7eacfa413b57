"""Two people at one article: what is sent over someone else's version is brought together with it first.

What both changed is shown side by side; until it is chosen, nothing is saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles.admin import article_sheets
from articles.admin.article_differences import Shown, Wording
from articles.editing import merging
from articles.editing.sheets import base_of, decoded
from articles.models import Article

CHOICE = (
    "_whose-"  # and the place's name; its value is whose, and the mark of theirs that was shown
)
NAMES_SHOWN = 3


@dataclass(frozen=True)
class Meeting:
    """How a save met another: what landed of theirs, what has to be chosen, and who they are. It is put
    in words when the page is drawn: comparing long texts takes a second, and nobody waits for it then.
    """

    names: str
    merged: merging.Merge
    words: Wording

    @cached_property
    def landed(self) -> list[str]:
        return [self.words.landed(one) for one in self.merged.landed]

    @cached_property
    def conflicts(self) -> list[Shown]:
        return [self.words.conflict(one) for one in self.merged.conflicts]

    @property
    def said(self) -> str:
        return _("Brought together with what %(names)s saved in the meantime: %(places)s.") % {
            "names": self.names,
            "places": in_words(self.landed) or _("nothing that you have not written too"),
        }


class MeetingAdmin(admin.ModelAdmin):
    """An article's page on which no save overwrites another."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            meeting = self._meet(request, object_id)
            context = {"meeting": meeting, **(extra_context or {})}
            response = super().changeform_view(request, object_id, form_url, context)
        if meeting and response.status_code == 302:
            messages.info(request, meeting.said)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = context["original"]
        if request.method == "POST":
            context["base"] = request.POST.get("base", "")
        elif article and self.has_change_permission(request, article):
            lists = {
                shown.formset.prefix: shown.formset for shown in context["inline_admin_formsets"]
            }
            found = article_sheets.Forms(context["adminform"].form, lists)
            context["base"] = base_of(article_sheets.stored(found)).encoded()
        return super().render_change_form(request, context, *args, **kwargs)

    def _meet(self, request: HttpRequest, object_id: str) -> Meeting | None:
        """Puts the merged form in place of the one that was sent, if that is older than the article."""
        article = self.get_object(request, object_id)
        if article is None or not self.has_change_permission(request, article):
            return None
        # Read anew once it is held: someone else may have been saving until then.
        article = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
        version = request.POST.get("version", "")
        if article is None or not (version.isdecimal() and len(version) < 10):
            return None
        current = article.version
        if int(version) >= current:
            return None
        found = article_sheets.forms_of(self, request, article)
        base, theirs = decoded(request.POST.get("base", "")), article_sheets.stored(found)
        mine = article_sheets.sent(found, request.POST, base)
        merged = merging.merge(base, mine, theirs, choices=_choices(request))
        data = request.POST.copy()
        article_sheets.write(merged.sheet, found, article, data)
        data["base"] = merged.base.encoded()
        if not merged.conflicts:
            data["version"] = str(current)
        request.POST = data  # type: ignore[assignment]
        names = _names(article, current - int(version), request.user)
        return Meeting(names, merged, Wording(found, merged.sheet, theirs, mine))


def _choices(request: HttpRequest) -> dict[str, tuple[merging.Whose, str]]:
    choices: dict[str, tuple[merging.Whose, str]] = {}
    for name, value in request.POST.items():
        whose, _at, seen = str(value).partition("@")
        if name.startswith(CHOICE) and whose in ("mine", "theirs"):
            choices[name.removeprefix(CHOICE)] = ("mine" if whose == "mine" else "theirs", seen)
    return choices


def _names(article: Article, versions: int, me: Any) -> str:
    """Who saved the latest versions, by the admin's own log; one query."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Article), object_id=str(article.pk)
    )
    savers = dict.fromkeys(entry.user for entry in entries.select_related("user")[:versions])
    names = [user.get_full_name() or user.get_username() for user in savers if user.pk != me.pk]
    if not names:
        return _("you in another window") if savers else _("someone else")
    return in_words(names[:NAMES_SHOWN])


def in_words(texts: list[str]) -> str:
    """A list as a sentence has it, not escaped: A, B and C."""
    return get_text_list(texts, _("and"))
