"""The article at the desk: one page with everything it is made of.

Saving changes the working copy alone; what readers see is changed by the verbs.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.admin import (
    checking,
    comparing,
    importing,
    linking,
    log,
    previewing,
    sharing,
    upstream,
)
from articles.admin.account_words import account, cautions
from articles.admin.article_bar import offer
from articles.admin.article_forms import (
    COLUMNS,
    FIGURE_COLUMNS,
    ArticleForm,
    CreditForm,
    proposals,
)
from articles.admin.article_list import ArticleListAdmin
from articles.admin.article_parts import (
    BylineInline,
    CreditInline,
    RelatedInline,
    SectionInline,
)
from articles.admin.article_status import missing_pictures, status
from articles.admin.article_verbs import NOT_NOW, STOPPED, VERBS, is_as_published
from articles.admin.choices import ChoosesPicture
from articles.admin.claims import ClaimsAdmin
from articles.admin.pages import PagedAdmin
from articles.admin.said import row_number
from articles.admin.tag_names import warn_of_near
from articles.admin.too_late import LateAdmin, key_of_page
from articles.admin.verbs import Verb, VerbForm
from articles.models import Article, DeskEvent, RelatedPick
from articles.publishing import workflow

# The verbs' columns are left alone, whatever else happens while someone types.
SAVED_COLUMNS = (*COLUMNS, "picture_origin")
MOST_DECISIONS = 200  # of one article, the latest


class ArticleAdmin(
    ChoosesPicture, previewing.UnsavedAdmin, LateAdmin, ClaimsAdmin, PagedAdmin, ArticleListAdmin
):
    form = ArticleForm
    verbs = (*VERBS, upstream.LOOK)
    pages = (
        *previewing.PAGES,
        *comparing.PAGES,
        *checking.PAGES,
        *sharing.PAGES,
        *importing.PAGES,
    )
    inlines = (SectionInline, BylineInline, CreditInline, RelatedInline)
    autocomplete_fields = ("translation_of",)
    exclude = ("tags", "version")  # the form declares them
    view_on_site = False  # the status says where it can be seen
    # What is "below" stands under the manuscript, on a page that flows from the headline down.
    fieldsets = (
        (None, {"fields": ("kicker", "title", "deck", "version")}),
        (_("Lead picture"), {"fields": FIGURE_COLUMNS, "classes": ("collapse",)}),
        (_("Tags"), {"fields": ("tags", "proposed_tags"), "classes": ("below",)}),
        (
            _("Address, language and more"),
            {
                "fields": ("slug", "language", "translation_of", "takes_comments"),
                "classes": ("collapse", "below"),
            },
        ),
    )

    # --- the page -----------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and proposals(obj):
            return self.fieldsets
        return [
            (
                title,
                {**options, "fields": tuple(n for n in options["fields"] if n != "proposed_tags")},
            )
            for title, options in self.fieldsets
        ]

    def beside(self, request: HttpRequest, row: Article) -> dict[str, Any]:
        """Functions that the page calls at most once, and a saved form that leads away never."""
        record = getattr(row, "import_record", None)
        now = timezone.now()
        stands = cache(partial(status, row, at=now))
        return {
            **super().beside(request, row),
            "status": stands,
            "checked": cache(partial(checking.checked, row, at=now)),
            "may_weigh": checking.ACCEPT.is_open_to(request),
            "offer": cache(lambda: offer(row, self.offered(request, row), stands())),
            "for_holder": cache(partial(upstream.holder, row, at=now)),
            "missing": cache(lambda: list(missing_pictures(row))),
            "record": record,
            "cautions": cache(lambda: cautions(record.report) if record else []),
            "account": cache(lambda: account(record.report) if record else []),
        }

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        user: Any = request.user
        if not change:
            obj.created_by = user
            obj.key = key_of_page(request) or obj.key
            obj.save()
        else:
            obj.save(update_fields=SAVED_COLUMNS)
        if "translation_of" in form.changed_data:
            log.tell_of_original(obj, form.initial.get("translation_of"), actor=user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """What follows the article is set by its verb, all at once."""
        if formset.model is not RelatedPick:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)  # fills what Django's own log tells
        if formset.has_changed():
            user: Any = request.user
            picks = [(part.instance.other, part.instance.reason) for part in formset.placed()]
            curation.choose_related(form.instance, actor=user, picks=picks)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user: Any = request.user
        warn_of_near(request, form.tag_names)
        curation.tag_article(form.instance, form.tag_names, actor=user)
        if change and any(part.has_changed() for part in (form, *formsets)):
            curation.count_change(form.instance)
            if workflow.reconsider(form.instance, actor=user):
                text = _("It was approved before you changed it, so an editor looks at it again.")
                messages.info(request, str(text))
        if not user.has_perm("articles.change_creditpermission"):
            return
        for formset in formsets:
            for part in formset.forms:
                if isinstance(part, CreditForm) and part.is_kept(formset):
                    part.save_needs()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self.onward(request, obj) or super().response_add(request, obj, post_url_continue)

    def onward(self, request: HttpRequest, row: Article) -> HttpResponse | None:
        """Besides the verbs, two pages that are about the saved text."""
        wanted = request.POST.get("_then")
        if wanted in {"preview", "share"}:
            return HttpResponseRedirect(self.page_address(wanted, row))
        return super().onward(request, row)

    # --- pages of its own ---------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        return [*linking.addresses(self.admin_site), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """What was saved, and what was decided. It names sections by their headings, which are part of
        the text.
        """
        user: Any = request.user
        if not user.has_perm("articles.view_section"):
            raise PermissionDenied
        events = log.named(DeskEvent.objects.filter(article_id=row_number(object_id) or 0))
        decisions = [
            (event, log.WHAT.get(event.verb, event.verb)) for event in events[:MOST_DECISIONS]
        ]
        context = {"decisions": decisions, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def verb_context(
        self, request: HttpRequest, row: Any, form: VerbForm, verb: Verb
    ) -> dict[str, Any]:
        if not verb.shows_checklist:
            return {}
        if verb.name == "publish" and is_as_published(row):
            others = [pair for pair in self.offered(request, row) if not pair[0].needs_text]
            return {"is_stopped": True, "instead": others}
        at = getattr(form, "moment", None) or timezone.now()
        found = checking.checked(row, at=at, page=self.row_address(row))
        context = {"checked": found, "has_versions": row.editions.exists()}
        if verb.name == "publish" and found.blockers:
            context["explanation"] = STOPPED if found.is_stopped else NOT_NOW
            context["is_stopped"] = found.is_stopped and not form.is_bound
        return context
