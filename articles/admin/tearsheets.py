"""The tearsheet: a version as it ran, to be printed or sent to whoever allowed it; and that it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import addresses, clearance
from articles.admin.fields import Moment, RowField
from articles.admin.pages import Page
from articles.admin.verbs import Verb, VerbForm
from articles.models import Edition, Masthead, Permission, SentCopy, Window
from articles.reading import bodies, figures
from articles.rights import copies, credit_words
from articles.rights.statements import statement


def tearsheet(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The version as it ran, whatever became of the article since. At most 10 queries besides those of
    every page of the desk. What readers never saw is a 404.
    """
    now = timezone.now()
    windows = list(edition.windows.filter(live_from__lte=now).order_by("live_from"))
    if not windows:
        raise Http404
    article: Any = edition.article
    can_record = RECORD.is_open_to(request) and RECORD.fits(edition)
    context = {
        **admin.site.each_context(request),
        "title": _("Tearsheet"),
        "subtitle": edition.title,
        "edition": edition,
        "article_row": article,
        "address": request.build_absolute_uri(edition.get_absolute_url()),
        "appearances": [(window, window.is_open(at=now)) for window in windows],
        "redactions": list(edition.redactions.order_by("redacted_at")),
        "holders": _holders(edition, at=windows[0].live_from),
        "as_it_ran": _as_it_ran(edition, at=windows[0].live_from),
        "copies": list(copies.of_article(article)),
        "can_record": can_record,
    }
    return TemplateResponse(request, "admin/articles/edition/tearsheet.html", context)


def _holders(edition: Edition, *, at: datetime) -> list[Permission]:
    """What allowed it when it first appeared. At most 3 queries."""
    needs, known = clearance.of_edition(edition)
    return clearance.in_force(needs, known, at)


def _as_it_ran(edition: Edition, *, at: datetime) -> SafeString:
    """The article in its own language. Links to other articles are text here: on paper they lead nowhere."""
    piece = edition.piece
    known = figures.pictures(figure.image for figure in piece.figures)
    with translation.override(addresses.interface_language(edition.language)):
        said = statement(edition, at=at, masthead=Masthead.objects.get())
        notes = 0
        parts = []
        for part in piece.parts:
            body = bodies.show(part.body, links={}, notes_before=notes)
            notes = body.notes
            language = part.language or piece.language
            figure = figures.shown(part.figure, known, language)
            parts.append((part, body.html, figure))
        context = {
            "piece": piece,
            "lead": figures.shown(piece.lead, known, piece.language),
            "parts": parts,
            "statement": said,
            "sentences": credit_words.slip(said, piece),
        }
        return render_to_string("admin/articles/edition/_as_it_ran.html", context)


class SentForm(VerbForm):
    permission = RowField(
        queryset=Permission.objects.none(), label=gettext_lazy("For which permission")
    )
    to = forms.CharField(
        label=gettext_lazy("To whom"),
        max_length=copies.LONGEST_NAME,
        help_text=gettext_lazy("Who was sent the copy, as the desk knows them."),
    )
    at = Moment(
        label=gettext_lazy("When"), required=False, help_text=gettext_lazy("Left empty: now.")
    )

    def __init__(self, *args: Any, row: Edition, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        needed = Permission.objects.needed_by(row).order_by("-pk")
        field: Any = self.fields["permission"]
        field.queryset = needed
        if latest := needed.first():
            self.initial["permission"] = latest.pk
            self.initial["to"] = latest.licensor


def _record(edition: Edition, *, actor: Any, **told: Any) -> SentCopy:
    return copies.send_copy(edition.article, edition=edition, actor=actor, **told)


def _ran_by_permission(edition: Edition) -> bool:
    began = Window.objects.filter(edition=edition, live_from__lte=timezone.now())
    return bool(edition.relation) and edition.needs.exists() and began.exists()


RECORD = Verb(
    name="send-copy",
    label=gettext_lazy("Record a copy as sent"),
    explanation=gettext_lazy(
        "Print the tearsheet or save it as a PDF and send it yourself; here you note that it was sent."
    ),
    done=gettext_lazy("Noted: the copy was sent."),
    permission="add_sentcopy",
    do=_record,
    fits=_ran_by_permission,
    form=SentForm,
)
PAGES = (Page("tearsheet", tearsheet, permission="add_sentcopy"),)
