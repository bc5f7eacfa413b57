"""The desk log: who did what, when, and what was said. It is read only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.base import ReadOnlyAdmin
from articles.admin.fields import when
from articles.models import Article, DeskEvent, TagChange
from articles.models.tidying import TagVerb
from articles.publishing import deleting

WHAT: dict[str, str | Promise] = {
    "import": _("took a document in"),
    "rely_on": _("noted which permission a reprint relies on"),
    "take_over": _("took over what the text says of itself"),
    "undo_take_over": _("took back what was taken over from the text"),
    "submit": _("sent to review"),
    "request_changes": _("asked for changes"),
    "approve": _("approved"),
    "look_again": _("changed after approval: back in review"),
    "accept_warning": _("accepted a warning of the checklist"),
    "take_back_warning": _("took back that a warning was accepted"),
    "choose_related": _("chose what follows the article"),
    "mark_translation": _("marked the article as a translation of another"),
    "unmark_translation": _("took away that the article is a translation of another"),
    "share": _("made a preview link"),
    "revoke_link": _("revoked a preview link"),
    "publish": _("published"),
    "schedule": _("scheduled"),
    "reschedule": _("changed the time of a scheduled version"),
    "unschedule": _("took off the schedule"),
    "plan_takedown": _("planned a take-down"),
    "withdraw": _("withdrew"),
    "reinstate": _("put back online"),
    "restore": _("restored a version"),
    "undo_restore": _("undid the restoring of a version"),
    "delete": _("deleted an article"),
    "undelete": _("brought a deleted article back"),
    "redact": _("redacted a version"),
    "record": _("recorded a permission"),
    "mend_permission": _("mended a permission"),
    "request": _("asked for a permission"),
    "refuse": _("noted a refusal"),
    "grant": _("granted a permission"),
    "suspend": _("suspended a permission"),
    "resume": _("resumed a permission"),
    "revoke": _("revoked a permission"),
    "renew": _("renewed a permission"),
    "look": _("looked at an original"),
    "send_copy": _("recorded a copy as sent to a holder"),
    "pay": _("noted that a permission was paid"),
    "add_evidence": _("added a proof"),
    "check_evidence": _("looked at a proof"),
    "read_evidence": _("opened the file of a proof"),
    "export_permissions": _("exported permissions as a table"),
    "let_through": _("approved a comment"),
    "hold": _("held a comment"),
    "mark_spam": _("marked a comment as spam"),
    "remove": _("removed a comment"),
    "answer_comment": _("answered a comment"),
    "erase_comment": _("erased a comment"),
    "rename_tag": _("renamed a tag"),
    "merge_tags": _("merged tags"),
    "split_tag": _("split a tag"),
    "retire_tag": _("retired a tag"),
    "undo_tags": _("undid a change of tags"),
    "keep_tags_apart": _("noted that tags are different"),
    "arrange_topic": _("arranged a topic"),
    "add_image": _("added a picture"),
    "change_settings": _("changed the publication settings"),
    "save_page": _("saved a standing page"),
    "save_source": _("saved a source"),
    "readdress_source": _("gave a source another address"),
    "merge_source": _("merged a source into another"),
    "save_contributor": _("saved a contributor"),
    "invite": _("invited someone"),
    "change_account": _("changed an account"),
    "new_password_link": _("made a link to set a password"),
    "confirm_request": _("confirmed a request to reprint"),
    "assign_request": _("gave a request to reprint to somebody"),
    "note_on_request": _("noted something on a request to reprint"),
    "ask_back": _("asked back about a request to reprint"),
    "answer_request": _("answered a request to reprint"),
    "forward_request": _("passed a request to reprint on"),
    "quote_request": _("offered terms for a reprint"),
    "approve_request": _("granted a reprint"),
    "decline_request": _("declined a reprint"),
    "close_request": _("closed a request to reprint"),
    "merge_request": _("merged two requests to reprint"),
    "erase_request": _("erased a request to reprint"),
    "export_requests": _("exported requests to reprint"),
    "revoke_grant": _("revoked a grant to a partner"),
    "try_message": _("tried to send a message again"),
    "give_up_message": _("gave a message up"),
    "sent_message_by_hand": _("noted that a message was sent in another way"),
    "load_seeds": _("loaded the demo"),
}

# What an event was about that concerns no article and no permission, or one that is gone: the first of these
# facts that its verb noted.
_NAMES = ("title", "name", "new", "file", "topic", "account")


def tell_of_original(article: Article, before: int | None, *, actor: Any) -> None:
    """Notes that the article names another original, or none any more; in words, which."""
    one = article.translation_of or Article.objects.filter(pk=before or 0).first()
    verb = "mark_translation" if article.translation_of else "unmark_translation"
    DeskEvent.objects.log(
        verb,
        actor=actor,
        at=timezone.now(),
        article=article,
        said=str(one or ""),
        original=one and one.key,
    )


def named(events: QuerySet[DeskEvent]) -> QuerySet[DeskEvent]:
    """With who did it and what it was about; without the facts, which may hold a whole article.
    `row` is the number of the article that was deleted.
    """
    name = Coalesce(*(KT(f"facts__{fact}") for fact in _NAMES))
    return (
        events.select_related("actor", "article", "permission")
        .defer("facts")
        .annotate(name=name, row=KT("facts__row"))
    )


def about(event: Any) -> str:
    """What a row of `named` was about, in the words that a person knows it by."""
    return str(event.article or event.permission or event.name or "")


def address_of(event: Any) -> str:
    """Where that stands at the desk; empty if it has no page, or none any more."""
    if event.article:
        return reverse("admin:articles_article_change", args=[event.article_id])
    if event.permission:
        return reverse("admin:articles_permission_change", args=[event.permission_id])
    return ""


def with_undo(events: Iterable[Any], user: Any, *, at: datetime) -> list[Any]:
    """Rows of `named`, each with `undo`: where this person takes a deletion back while it can be, or a
    change of tags. At most one query for each of the two.
    """
    events = list(events)
    since = at - timedelta(days=deleting.UNDO_DAYS)
    young = {
        event.pk: int(event.row)
        for event in events
        if event.verb == "delete" and event.row and event.at >= since
    }
    if not user.has_perm("articles.delete_article"):
        young = {}
    tidied = [event.pk for event in events if event.verb in set(TagVerb)]
    changes: dict[int, int] = {}
    if tidied and user.has_perm("articles.change_tag"):
        standing = TagChange.objects.filter(event__in=tidied, undone_at=None)
        changes = dict(standing.order_by().values_list("event", "pk"))
    back = set(Article.objects.filter(pk__in=young.values()).values_list("pk", flat=True))
    for event in events:
        is_gone = event.pk in young and young[event.pk] not in back
        event.undo = reverse("admin:articles_article_undelete", args=[event.pk]) if is_gone else ""
        if event.pk in changes:
            event.undo = reverse("admin:articles_tag_undo", args=[changes[event.pk]])
    return events


class WhatFilter(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """What was done at all: there are forty words."""
        done = set(DeskEvent.objects.order_by().values_list("verb", flat=True).distinct())
        return [(verb, words) for verb, words in WHAT.items() if verb in done]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class EventList(ChangeList):
    """Each deletion, and each change of tags, leads to taking it back, as long as that can be."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = with_undo(self.result_list, request.user, at=timezone.now())


class DeskEventAdmin(ReadOnlyAdmin):
    list_display = ("what", "about", "in_words", "actor", "done_at")
    list_display_links = ("what",)
    list_filter = (WhatFilter, ("actor", admin.RelatedOnlyFieldListFilter))
    search_fields = ("said", "article__title", "permission__reference")
    fields = ("at", "actor", "what", "about", "said")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeskEvent]:
        """Joined always: an article that was deleted is then None, and not looked for."""
        return named(super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EventList

    @admin.display(description=_("what was said"), empty_value="")
    def in_words(self, event: DeskEvent) -> str:
        return event.said

    @admin.display(description=_("when"), ordering="at")
    def done_at(self, event: DeskEvent) -> SafeString:
        return when(event.at)

    @admin.display(description=_("what"), ordering="verb")
    def what(self, event: DeskEvent) -> Any:
        return WHAT.get(event.verb, event.verb)

    @admin.display(description=pgettext_lazy("desk log", "about"), empty_value="")
    def about(self, event: Any) -> str:
        address, text = address_of(event), about(event)
        if undo := getattr(event, "undo", ""):
            hidden = format_html('<span class="visually-hidden">: {}</span>', text)
            return format_html('{} <a href="{}">{}{}</a>', text, undo, _("Undo"), hidden)
        return format_html('<a href="{}">{}</a>', address, text) if address else text
