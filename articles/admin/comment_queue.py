"""The comments that wait for somebody, the oldest first, and below them what was decided last.

A page of checkboxes and buttons; desk/comments.js gives it keys. What one person decided stands in that
person's session, and is taken back one decision after the other, the latest first. What is said of it
stands, signed, in the address.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles import moderation, verbs
from articles.admin.said import row_number
from articles.models import Comment
from articles.models.comments import CommentState

WAITING, DECIDED = 50, 10  # shown
SALT = "articles.admin.comment_queue"
STACK = "decided_comments"  # in the session: what can be taken back, the latest last
DEEP = 20  # decisions
STALE = timedelta(days=1)  # after which nothing is taken back any more

# What leads to a state: its word on a button, and its key.
BUTTONS = (
    (CommentState.PUBLIC, gettext_lazy("Approve"), "A"),
    (CommentState.SPAM, gettext_lazy("Mark as spam"), "S"),
    (CommentState.REMOVED, gettext_lazy("Remove"), "R"),
    (CommentState.HELD, gettext_lazy("Hold"), "H"),
)
# What is said of so many.
DONE: dict[str, Callable[[int], str]] = {
    CommentState.PUBLIC: lambda n: ngettext("%d comment approved.", "%d comments approved.", n),
    CommentState.SPAM: lambda n: ngettext(
        "%d comment marked as spam.", "%d comments marked as spam.", n
    ),
    CommentState.REMOVED: lambda n: ngettext("%d comment removed.", "%d comments removed.", n),
    CommentState.HELD: lambda n: ngettext("%d comment held.", "%d comments held.", n),
    "": lambda n: ngettext("%d comment is as before.", "%d comments are as before.", n),
}
NOTHING = {  # done, and why
    "unchosen": gettext_lazy("Choose comments first, then what is to be done to them."),
    "gone": gettext_lazy("There is nothing to undo there: it was decided anew since."),
}


def may_decide(user: Any) -> bool:
    return verbs.may(user, moderation.RIGHT)


def urls(desk: admin.AdminSite) -> list[URLPattern]:
    return [path("comments-to-decide/", desk.admin_view(queue), name="comment_queue")]


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """The page, and its receiver. Three queries besides those of every page."""
    if not may_decide(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _receive(request)
    comments = Comment.objects.for_the_desk()
    decided = comments.filter(decided_at__isnull=False, erased_at=None, is_ours=False)
    said, done = _read(request.GET.get("done", "")), _done(request, at=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Comments to decide"),
        "waiting": comments.held()[:WAITING],
        "total": Comment.objects.held().count(),
        "decided": decided.exclude(state=CommentState.HELD).order_by("-decided_at", "-pk")[
            :DECIDED
        ],
        "buttons": BUTTONS,
        "said": said and _in_words(said),
        "is_nothing": said is not None and said["state"] in NOTHING,
        "undo": done[-1] if done else None,
    }
    return TemplateResponse(request, "admin/comment_queue.html", context)


def _receive(request: HttpRequest) -> HttpResponse:
    """Buttons send `do`: a state for all that are chosen, a state and a number for one; or `undo`."""
    user: Any = request.user
    at = timezone.now()
    if key := request.POST.get("undo"):
        return _take_back(request, key, at=at)
    state, _space, one = request.POST.get("do", "").partition(" ")
    chosen = [one] if one else request.POST.getlist("chosen")[: WAITING + DECIDED]
    numbers = {number for number in map(row_number, chosen) if number is not None}
    if state not in moderation.LEADS_TO or not numbers:
        return _saying("unchosen")
    before = moderation.decide(numbers, state, actor=user, at=at)
    if before:
        step = {
            "key": secrets.token_hex(4),
            "at": at.timestamp(),
            "state": state,
            "before": list(before.items()),
        }
        request.session[STACK] = [*_kept(request, at=at), step][-DEEP:]
    return _saying(state, len(before))


def _take_back(request: HttpRequest, key: str, *, at: datetime) -> HttpResponse:
    """The latest decision, if it is the one that the button named."""
    user: Any = request.user
    kept = _kept(request, at=at)
    if not kept or kept[-1]["key"] != key:  # by a page that was open longer
        return _saying("gone")
    *earlier, step = kept
    request.session[STACK] = earlier
    count = moderation.take_back(dict(step["before"]), step["state"], actor=user, at=at)
    return _saying("" if count else "gone", count)


def _kept(request: HttpRequest, *, at: datetime) -> list[dict[str, Any]]:
    since = (at - STALE).timestamp()
    return [step for step in request.session.get(STACK, []) if step["at"] > since]


def _done(request: HttpRequest, *, at: datetime) -> list[dict[str, Any]]:
    """What can be taken back, each with its words; the latest last."""
    return [
        {"key": step["key"], "words": _in_words({**step, "count": len(step["before"])})}
        for step in _kept(request, at=at)
    ]


def _saying(state: str, count: int = 0) -> HttpResponse:
    told = signing.dumps({"state": state, "count": count}, salt=SALT, compress=True)
    return HttpResponseRedirect(f"{reverse('admin:comment_queue')}?{urlencode({'done': told})}")


def _read(token: str) -> dict[str, Any] | None:
    """What was done; None for what we did not sign, or signed too long ago."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=SALT, max_age=STALE)
    except signing.BadSignature:
        return None
    return told


def _in_words(said: dict[str, Any]) -> str:
    if said["state"] in NOTHING:
        return str(NOTHING[said["state"]])
    return DONE[said["state"]](said["count"]) % said["count"]
