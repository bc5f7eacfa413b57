"""The comments that wait for somebody, the oldest first, and below them what was decided last.

A page of checkboxes and buttons; desk/comments.js gives it keys. What was done stands, signed, in the
address of the page that says so, and from there it can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
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
STALE = 24 * 60 * 60  # seconds after which nothing is taken back any more

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
    token = request.GET.get("done", "")
    said = _read(token)
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
        "undo": token if said and said["state"] else "",
    }
    return TemplateResponse(request, "admin/comment_queue.html", context)


def _receive(request: HttpRequest) -> HttpResponse:
    """Buttons send `do`: a state for all that are chosen, a state and a number for one, or an undo."""
    here = reverse("admin:comment_queue")
    user: Any = request.user
    if undo := _read(request.POST.get("undo", "")):
        before = dict(undo["before"])
        count = moderation.take_back(before, undo["state"], actor=user)
        return HttpResponseRedirect(_saying(here, "", {}, count))
    state, _space, one = request.POST.get("do", "").partition(" ")
    chosen = [one] if one else request.POST.getlist("chosen")[: WAITING + DECIDED]
    numbers = {number for number in map(row_number, chosen) if number is not None}
    if state not in moderation.LEADS_TO or not numbers:
        messages.warning(request, _("Choose comments first, then what is to be done to them."))
        return HttpResponseRedirect(here)
    before = moderation.decide(numbers, state, actor=user)
    return HttpResponseRedirect(_saying(here, state, before, len(before)))


def _saying(here: str, state: str, before: dict[int, str], count: int) -> str:
    told = {"state": state, "before": list(before.items()), "count": count}
    return f"{here}?{urlencode({'done': signing.dumps(told, salt=SALT, compress=True)})}"


def _read(token: str) -> dict[str, Any] | None:
    """What was done; None for what we did not sign, or signed too long ago."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=SALT, max_age=STALE)
    except signing.BadSignature:
        return None
    return told


def _in_words(said: dict[str, Any]) -> str:
    return DONE[said["state"]](said["count"]) % said["count"]
