"""The inbox of those who want to reprint: what was asked, what was said, and what we hold ourselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import post
from articles.admin.base import ReadOnlyAdmin
from articles.admin.fields import when
from articles.admin.outbound import in_effect, letter_link
from articles.admin.pages import Page, PagedAdmin
from articles.admin.request_verbs import BEGUN, VERBS, cannot_grant, granted
from articles.admin.verbs import Verb, VerbAdmin, VerbForm
from articles.models import DeskEvent, Masthead, ReprintRequest
from articles.piece import RightsStatement
from articles.reading import chrome
from articles.reprinting import first_answers, inbox, letters, requests
from articles.reprinting.letter import letter_context
from articles.rights import credit_words, csv_tables, days
from articles.rights.statements import statement

COLUMNS = (
    *("pk", "state", "asked_at", "confirmed_at", "answered_at", "article", "name", "email"),
    *("organisation", "publication", "publication_url", "use", "into_language", "portion"),
    *("excerpt_words", "from_on", "until_on", "is_commercial", "will_edit", "message"),
)
EMPTY = "–"


def letter_page(request: HttpRequest, row: ReprintRequest) -> HttpResponse:
    """The letter, in the language in which it was written."""
    grant = granted(row)
    if grant is None:
        raise Http404
    back = reverse("admin:articles_reprintrequest_change", args=[row.pk])
    with translation.override(grant.language):
        context = {**letter_context(grant, at=timezone.now()), "back": back}
        template = "admin/articles/reprintrequest/letter.html"
        return chrome.respond(request, template, context, has_other_languages=False)


class RequestAdmin(VerbAdmin, PagedAdmin, ReadOnlyAdmin):
    verbs = VERBS
    pages = (Page("letter", letter_page, permission="view_outboundgrant"),)
    list_display = ("publication", "article", "state", "age", "assigned_to")
    list_filter = ("state", "use", ("assigned_to", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("article", "assigned_to")
    search_fields = ("publication", "organisation", "name", "email", "article__title")
    change_list_template = "admin/articles/reprintrequest/change_list.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "state",
                    "of_article",
                    "what_we_hold",
                    "what_we_granted",
                    "sees_to_it",
                    "asked_at",
                )
            },
        ),
        (_("What they ask for"), {"fields": ("who", "facts")}),
        (_("What was said"), {"fields": ("thread", "unsent", "others", "their_page")}),
    )
    readonly_fields = (
        *("of_article", "what_we_hold", "what_we_granted", "sees_to_it"),
        *("who", "facts", "thread", "unsent", "others", "their_page"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReprintRequest]:
        rows: QuerySet[ReprintRequest] = super().get_queryset(request)
        return rows.select_related("article", "assigned_to", "grant__article")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        told = {"has_mail_server": settings.HAS_MAIL_SERVER, **(extra_context or {})}
        return super().changelist_view(request, told)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export)
        return [path("export/", view, name="articles_reprintrequest_export"), *super().get_urls()]

    def verb_view(self, request: HttpRequest, object_id: int, verb: str) -> HttpResponse:
        """What was written goes out at once, if it can."""
        response = super().verb_view(request, object_id, verb)
        if request.method == "POST" and response.status_code == 302:
            post.hurry(at=timezone.now())
        return response

    def verb_initial(self, request: HttpRequest, row: Any, verb: Verb) -> dict[str, Any]:
        begun = letters.starts(row.language).get(request.GET.get("words", ""))
        return {"text": begun} if begun and verb.name in BEGUN else {}

    def verb_context(
        self, request: HttpRequest, row: Any, form: VerbForm, verb: Verb
    ) -> dict[str, Any]:
        if verb.name not in BEGUN:
            return {}
        starts = [(name, start.label) for name, start in letters.STARTS.items()]
        context: dict[str, Any] = {"starts": starts, "begun_with": request.GET.get("words", "")}
        user: Any = request.user
        if verb.name == "forward" and user.has_perm("articles.view_permission"):
            context["sends_mail"] = settings.HAS_MAIL_SERVER
            context["for_holder"] = first_answers.for_holder(row, at=timezone.now())
        return context

    def address_after(self, row: models.Model, verb: Verb) -> str:
        """After a grant one reads its letter."""
        return self.page_address("letter", row) if verb.name == "approve" else self.row_address(row)

    def export(self, request: HttpRequest) -> HttpResponse:
        """The list as it is narrowed down, in CSV as spreadsheets read it; by POST, since it is logged."""
        user: Any = request.user
        if not user.has_perm(f"articles.{inbox.RIGHT}"):
            raise PermissionDenied
        back = HttpResponseRedirect(reverse("admin:articles_reprintrequest_changelist"))
        if request.method != "POST":
            return back
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return back
        text = csv_tables.write(COLUMNS, ([_cell(row, name) for name in COLUMNS] for row in rows))
        response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
        DeskEvent.objects.log("export_requests", actor=user, at=timezone.now())
        return response

    @admin.display(description=_("asked"), ordering="asked_at")
    def age(self, row: ReprintRequest) -> SafeString:
        is_new = timezone.now() - row.asked_at < timedelta(minutes=1)
        age = _("just now") if is_new else timesince(row.asked_at)
        return format_html('<span title="{}">{}</span>', row.asked_at, age)

    @admin.display(description=_("article"))
    def of_article(self, row: ReprintRequest) -> SafeString:
        address = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html(
            '<a href="{}" lang="{}">{}</a>', address, row.article.language, row.article
        )

    @admin.display(description=_("what we hold"))
    def what_we_hold(self, row: ReprintRequest) -> SafeString | str:
        """What its page tells those who want to reprint. At most 3 queries."""
        now = timezone.now()
        edition = requests.shown_edition(row, at=now)
        if edition is None:
            return EMPTY
        masthead = Masthead.objects.get()
        said = statement(edition, at=now, masthead=masthead)
        told = credit_words.onward(said, our_contact=masthead.contact_email)
        onward = format_html("{} {} {}", whose(row, said), _("Readers are told:"), told or EMPTY)
        if said.ends_at is None:
            return onward
        last = days.until_here(said.ends_at)
        return format_html("{} {}", onward, _("Ours counts until %(day)s.") % {"day": last})

    @admin.display(description=_("what we granted"))
    def what_we_granted(self, row: ReprintRequest) -> SafeString | str:
        known = granted(row)
        if known is None:
            return EMPTY
        return format_html("{} · {}", in_effect(known), letter_link(known))

    @admin.display(description=_("who sees to it"))
    def sees_to_it(self, row: ReprintRequest) -> str:
        return str(row.assigned_to or EMPTY)

    @admin.display(description=_("who asks"))
    def who(self, row: ReprintRequest) -> str:
        return gettext(", ").join([row.name, row.email]) if row.email else EMPTY

    @admin.display(description=_("details"))
    def facts(self, row: ReprintRequest) -> SafeString:
        pairs = letters.facts_of(row)
        return format_html(
            '<dl class="asked-for">{}</dl>',
            format_html_join("", '<dt>{}</dt><dd dir="auto">{}</dd>', pairs),
        )

    @admin.display(description=_("thread"))
    def thread(self, row: ReprintRequest) -> SafeString | str:
        notes = row.notes.select_related("by")
        said = format_html_join(
            "",
            '<div class="said"><p class="quiet-word">{} · {} {}</p>{}</div>',
            (
                (
                    note.get_kind_display(),
                    when(note.at),
                    note.by or "",
                    _as_text(first_answers.in_words(note)),
                )
                for note in notes
            ),
        )
        return said or EMPTY

    @admin.display(description=_("mail that was not sent"))
    def unsent(self, row: ReprintRequest) -> SafeString | str:
        """What was written in our name, and has reached nobody."""
        links = (
            (reverse("admin:articles_message_change", args=[message.pk]), message.subject)
            for message in row.messages.unsent()
        )
        return format_html_join(", ", '<a href="{}">{}</a>', links) or EMPTY

    @admin.display(description=_("their other requests"))
    def others(self, row: ReprintRequest) -> SafeString | str:
        links = ((self.row_address(other), other.publication) for other in inbox.duplicates(row))
        return format_html_join(gettext(", "), '<a href="{}">{}</a>', links) or EMPTY

    @admin.display(description=_("their page"))
    def their_page(self, row: ReprintRequest) -> str:
        """To be handed on where mail does not reach them."""
        return EMPTY if row.erased_at else letters.page_address(row)


def whose(row: ReprintRequest, said: RightsStatement) -> str:
    """Whether it is ours to grant, before anybody begins to write a grant."""
    if obstacle := cannot_grant(row):
        return obstacle
    if said.original is None:
        return str(_("The text is ours."))
    return str(_("The text is not ours, but our permission lets us grant it to others."))


def _as_text(text: str) -> SafeString:
    """Paragraphs; what looks like a link stays text."""
    return SafeString(linebreaks(text, autoescape=True))


def _cell(row: ReprintRequest, name: str) -> str:
    value = getattr(row, name)
    return "" if value is None else str(value)
