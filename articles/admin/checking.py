"""The checklist at the desk: its findings as links into the text, and the pages on which a warning is
accepted with a reason or taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_status import CHOSEN, anchor
from articles.admin.pages import Page
from articles.admin.permission_status import address_of
from articles.admin.typed import Typed
from articles.admin.verbs import Verb, VerbForm
from articles.models import Article, DeskEvent
from articles.publishing import accepting, checklist
from articles.refusals import Refused


@dataclass(frozen=True)
class Entry:
    """A finding with the address of its field; `weigh` leads to the page that accepts it or takes it
    back, `accepted` says who accepted it, when and why.

    `may_pass` is whether it may be no hindrance at another moment. `needs` is what somebody must hold
    to be led there: the choice of permissions, and a permission's own field, are the rights desk's.
    """

    message: str | Promise
    address: str
    needs: str = ""
    weigh: str = ""
    accepted: DeskEvent | None = None
    may_pass: bool = False


@dataclass(frozen=True)
class Checked:
    """The checklist of an article, sorted by what it asks of an editor."""

    blockers: list[Entry]
    warnings: list[Entry]
    accepted: list[Entry]

    @property
    def is_stopped(self) -> bool:
        """Whether something must be mended, whatever the moment."""
        return not all(entry.may_pass for entry in self.blockers)

    @property
    def in_short(self) -> str:
        """How much is open, for a button."""
        counts = []
        if number := len(self.blockers):
            counts.append(
                ngettext("%(number)d to mend", "%(number)d to mend", number) % {"number": number}
            )
        if number := len(self.warnings):
            text = ngettext("%(number)d to look at", "%(number)d to look at", number)
            counts.append(text % {"number": number})
        return " · ".join(counts) or gettext("All in order")

    @property
    def in_signs(self) -> str:
        """The same for a narrow screen, in the signs that the lists have."""
        signs = (("✕", len(self.blockers)), ("!", len(self.warnings)))
        return " ".join(f"{sign} {number}" for sign, number in signs if number) or "✓"


def checked(article: Article, *, at: datetime, page: str = "") -> Checked:
    """The checklist at an instant, its links leading into `page`. At most 11 queries."""
    return _sorted(article, checklist.findings(article, at=at), page)


def checked_as_typed(typed: Typed, *, at: datetime, may_choose: bool) -> Checked:
    """The checklist of what is being typed. Only a warning that the saved text gives as well can be
    accepted. At most 20 queries.
    """
    found = [
        finding._replace(field=typed.field(finding.field))
        for finding in checklist.findings_of(typed.draft(may_choose=may_choose), at=at)
    ]
    article = Article.objects.get(pk=typed.article.pk)
    saved = checklist.findings(article, at=at) if checklist.warnings(found) else []
    return _sorted(article, found, "", {finding.mark for finding in saved})


def _sorted(
    article: Article, found: list[checklist.Finding], page: str, saved: set[str] | None = None
) -> Checked:
    warnings = checklist.warnings(found)
    known = accepting.accepted(article) if warnings else {}
    stops = [_entry(one, page) for one in checklist.blockers(found)]
    weighed = []
    for one in warnings:
        event = known.get(one.mark)
        weigh = ""
        if saved is None or one.mark in saved:
            name = TAKE_BACK.name if event else ACCEPT.name
            weigh = reverse(f"admin:articles_article_{name}", args=[article.pk, one.mark])
        weighed.append(replace(_entry(one, page), weigh=weigh, accepted=event))
    return Checked(
        blockers=stops,
        warnings=[entry for entry in weighed if not entry.accepted],
        accepted=[entry for entry in weighed if entry.accepted],
    )


def _entry(finding: checklist.Finding, page: str) -> Entry:
    if finding.permission:
        address = address_of(finding.permission, finding.field)
        return Entry(finding.message, address, "articles.view_permission")
    needs = "articles.change_creditpermission" if finding.field in CHOSEN else ""
    may_pass = finding.code in checklist.OF_THE_MOMENT
    return Entry(finding.message, page + anchor(finding.field), needs, may_pass=may_pass)


class ReasonForm(VerbForm):
    said = forms.CharField(
        label=_("Why it may stand"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the desk log, with your name."),
    )


ACCEPT = Verb(
    name="accept-warning",
    label=_("Accept this warning"),
    explanation=_("The checklist asks no more about it, until what it is about changes."),
    done=_("Accepted, with your reason."),
    permission="publish_article",
    do=accepting.accept_warning,
    form=ReasonForm,
)
TAKE_BACK = Verb(
    name="take-back-warning",
    label=_("Take it back"),
    explanation=_("The warning counts again."),
    done=_("The warning counts again."),
    permission="publish_article",
    do=accepting.take_back_warning,
    form=VerbForm,
)


def weigh(verb: Verb, request: HttpRequest, article: Article, *, mark: str) -> HttpResponse:
    """Accepts a warning or takes it back: a page of its own, or JSON for the page of the article."""
    is_json = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    form = verb.form(request.POST if request.method == "POST" else None, row=article)
    if request.method == "POST" and form.is_valid():
        try:
            verb.do(article, actor=request.user, mark=mark, **form.arguments())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if is_json:
                return JsonResponse({"html": panel(request, checked(article, at=timezone.now()))})
            messages.success(request, str(verb.done))
            return HttpResponseRedirect(_page_of(article) + "#checklist")
    if is_json:
        errors = [str(error) for listed in form.errors.values() for error in listed]
        return JsonResponse({"message": " ".join(errors)}, status=400)
    return TemplateResponse(request, "admin/verb.html", _context(request, article, verb, form))


def panel(request: HttpRequest, found: Checked, *, is_typed: bool = False) -> str:
    """A checklist, to stand in for the one on the article's page."""
    return render_to_string(
        "admin/_findings.html",
        {
            "checked": found,
            "may_weigh": ACCEPT.is_open_to(request),
            "is_beside": True,
            "is_typed": is_typed,
        },
        request,
    )


def _page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def _context(request: HttpRequest, article: Article, verb: Verb, form: VerbForm) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": verb.label,
        "subtitle": str(article),
        "original": article,
        "verb": verb,
        "explanation": verb.explanation,
        "form": form,
        "back": _page_of(article),
        "media": form.media,
    }


PAGES = tuple(
    Page(verb.name, partial(weigh, verb), route="<slug:mark>/", permission=verb.permission)
    for verb in (ACCEPT, TAKE_BACK)
)
