"""Comments at the desk: their text is read, never changed; what happens to them is decided in the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import moderation
from articles.admin.base import ReadOnlyAdmin
from articles.admin.fields import when
from articles.admin.verbs import Verb, VerbAdmin, VerbForm
from articles.models import Comment
from articles.models.comments import CommentState


class CommentVerbForm(VerbForm):
    """Nothing is asked."""


def _unless(state: CommentState) -> Callable[[Comment], bool]:
    return lambda comment: comment.state != state


def _verb(name: str, label: Any, explanation: Any, done: Any, do: Any, state: CommentState) -> Verb:
    return Verb(
        name=name,
        label=label,
        explanation=explanation,
        done=done,
        permission="moderate_comment",
        do=do,
        fits=_unless(state),
        form=CommentVerbForm,
    )


VERBS = (
    _verb(
        "let-through",
        _("Let through"),
        _("Readers see it under the article."),
        _("Let through."),
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
)


class CommentAdmin(VerbAdmin, ReadOnlyAdmin):
    verbs = VERBS
    actions = ("let_through", "hold", "mark_spam", "remove")
    list_display = ("name", "beginning", "article", "state", "written")
    list_filter = ("state", "written_at")
    list_select_related = ("article",)
    search_fields = ("name", "text", "article__title")
    ordering = ("-written_at", "-pk")
    fields = (
        "article",
        "edition",
        "name",
        "text",
        "state",
        "written_at",
        "decided_by",
        "decided_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        rows: QuerySet[Comment] = super().get_queryset(request)
        return rows.select_related("article", "edition", "decided_by").defer("edition__content")

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm("articles.moderate_comment"))

    @admin.display(description=_("comment"))
    def beginning(self, comment: Comment) -> str:
        return comment.text[:120] + ("…" if len(comment.text) > 120 else "")

    @admin.display(description=_("written"), ordering="written_at")
    def written(self, comment: Comment) -> SafeString:
        return when(comment.written_at)

    @admin.action(description=_("Let through"), permissions=["moderate"])
    def let_through(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, moderation.let_through)

    @admin.action(description=_("Hold"), permissions=["moderate"])
    def hold(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, moderation.hold)

    @admin.action(description=_("Mark as spam"), permissions=["moderate"])
    def mark_spam(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, moderation.mark_spam)

    @admin.action(description=_("Remove"), permissions=["moderate"])
    def remove(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self._decide(request, chosen, moderation.remove)

    def _decide(
        self, request: HttpRequest, chosen: QuerySet[Comment], verb: Callable[..., Comment]
    ) -> None:
        comments = list(chosen)
        for comment in comments:
            verb(comment, actor=request.user)
        text = ngettext("%(count)d comment decided.", "%(count)d comments decided.", len(comments))
        messages.success(request, text % {"count": len(comments)})
