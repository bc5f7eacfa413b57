"""Comments at the desk: their text is read, never changed; what happens to them is decided in the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import moderation, verbs
from articles.admin import log
from articles.admin.base import ReadOnlyAdmin
from articles.admin.fields import when
from articles.admin.said import row_number
from articles.admin.verbs import Verb, VerbAdmin, VerbForm
from articles.models import Comment, DeskEvent
from articles.models.comments import CommentState
from articles.reading.guarded import PlainText


class CommentVerbForm(VerbForm):
    """Nothing is asked."""


class AnswerForm(VerbForm):
    text = PlainText(
        label=_("Our answer"),
        max_length=Comment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True, "dir": "auto"}),
    )


def _is_public(comment: Comment) -> bool:
    return comment.state == CommentState.PUBLIC


def _is_held(comment: Comment) -> bool:
    return comment.state == CommentState.HELD


def _is_there(comment: Comment) -> bool:
    return comment.erased_at is None


def _unless(state: CommentState) -> Callable[[Comment], bool]:
    return lambda comment: _is_there(comment) and comment.state != state


def _verb(
    name: str, label: Any, explanation: Any, done: Any, do: Any, fits: Any, **more: Any
) -> Verb:
    return Verb(
        name=name,
        label=label,
        explanation=explanation,
        done=done,
        permission=moderation.RIGHT,
        do=do,
        fits=fits if callable(fits) else _unless(fits),
        **{"form": CommentVerbForm, **more},
    )


VERBS = (
    _verb(
        "let-through",
        _("Approve"),
        _("Readers see it under the article."),
        _("Approved."),
        moderation.let_through,
        CommentState.PUBLIC,
    ),
    _verb(
        "hold",
        _("Hold"),
        _("Readers do not see it; it waits here."),
        _("Held."),
        moderation.hold,
        CommentState.HELD,
    ),
    _verb(
        "mark-spam",
        _("Mark as spam"),
        _("Readers do not see it."),
        _("Marked as spam."),
        moderation.mark_spam,
        CommentState.SPAM,
    ),
    _verb(
        "remove",
        _("Remove"),
        _("Readers do not see it any more; it is kept here."),
        _("Removed."),
        moderation.remove,
        CommentState.REMOVED,
    ),
    _verb(
        "answer",
        _("Answer as the publication"),
        _("Readers see it at once, under this comment and in the name of the publication."),
        _("Answered."),
        moderation.answer,
        _is_public,
        form=AnswerForm,
    ),
    _verb(
        "approve-and-answer",
        _("Approve and answer"),
        _("Readers see both at once: this comment, and under it the answer of the publication."),
        _("Approved and answered."),
        moderation.let_through_and_answer,
        _is_held,
        form=AnswerForm,
    ),
    _verb(
        "erase",
        _("Erase it for the writer"),
        _(
            "Name, mail address and text are deleted for good; nobody can undo it. Replies stay, under the "
            "words “Removed at the writer's request”."
        ),
        _("Erased."),
        moderation.erase,
        _is_there,
        is_grave=True,
    ),
)


class CommentAdmin(VerbAdmin, ReadOnlyAdmin):
    verbs = VERBS
    actions = ("let_through", "hold", "mark_spam", "remove")
    list_display = ("writer", "beginning", "article", "state", "written")
    list_filter = ("state", "is_ours", "written_at")
    list_select_related = ("article",)
    search_fields = ("name", "email", "text", "article__title")
    ordering = ("-written_at", "-pk")
    fields = (
        *("article", "edition", "answers", "name", "email", "text", "state", "written_at"),
        *("decided_by", "decided_at", "erased_at"),
    )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """What was decided, by the desk log."""
        events = log.named(DeskEvent.objects.filter(facts__comment=row_number(object_id) or 0))
        decisions = [(event, log.WHAT.get(event.verb, event.verb)) for event in events]
        return super().history_view(
            request, object_id, {"decisions": decisions, **(extra_context or {})}
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        rows: QuerySet[Comment] = super().get_queryset(request)
        joined = rows.select_related("article", "edition", "decided_by", "answers")
        return joined.defer("edition__content")

    def verb_context(
        self, request: HttpRequest, row: Any, form: VerbForm, verb: Verb
    ) -> dict[str, Any]:
        """All of what is decided about, or answered."""
        return {"quoted": row}

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return verbs.may(user, moderation.RIGHT)

    @admin.display(description=_("name"), ordering="name")
    def writer(self, comment: Comment) -> str:
        return comment.name or str(_("Erased"))

    @admin.display(description=_("comment"))
    def beginning(self, comment: Comment) -> str:
        return Truncator(comment.text).chars(120)

    @admin.display(description=_("written"), ordering="written_at")
    def written(self, comment: Comment) -> SafeString:
        return when(comment.written_at)

    @admin.action(description=_("Approve"), permissions=["moderate"])
    def let_through(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, CommentState.PUBLIC)

    @admin.action(description=_("Hold"), permissions=["moderate"])
    def hold(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, CommentState.HELD)

    @admin.action(description=_("Mark as spam"), permissions=["moderate"])
    def mark_spam(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, CommentState.SPAM)

    @admin.action(description=_("Remove"), permissions=["moderate"])
    def remove(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, CommentState.REMOVED)

    def _decide(self, request: HttpRequest, chosen: QuerySet[Comment], state: str) -> None:
        numbers = [comment.pk for comment in chosen]
        user: Any = request.user
        decided = len(moderation.decide(numbers, state, actor=user))
        text = ngettext("%(count)d comment decided.", "%(count)d comments decided.", decided)
        messages.success(request, text % {"count": decided})
