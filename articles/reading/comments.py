"""Comments on an article: those that do not stand under it for their number, and the form at an address of
its own, so that the article itself stays the same for everyone.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles import addresses, moderation
from articles.models import Comment, Edition, Window
from articles.models.comments import CommentState
from articles.reading import chrome, clock, heads, threads, visitors
from articles.reading.chrome import Chrome
from articles.reading.guarded import GuardedForm, OneLine, PlainText
from articles.reading.kept import kept
from articles.reading.live import of_article
from articles.refusals import Refused, TooMany


class CommentForm(GuardedForm):
    """Name and text; a mail address, for those who want to be answered or known again."""

    salt = "articles.reading.comments"

    name = OneLine(
        label=_("Your name"),
        max_length=Comment._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    text = PlainText(
        label=_("Your comment"),
        max_length=Comment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Your mail address, if you like"),
        required=False,
        max_length=Comment._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Never shown. With it we can answer you, and know you when you return. We delete it after 12 "
            "months."
        ),
    )


@kept("from")
@require_safe
@of_article
def comments(request: HttpRequest, window: Window) -> HttpResponse:
    """The comments from one on (`?from=<id>`); without, all from the first. Raises 404 for one that is
    not of this article. At most 4 queries.
    """
    page = chrome.of(request, has_other_languages=False)
    asked = request.GET.get("from")
    begins = None if asked is None else threads.named(window.edition, asked)
    title = _("Comments on “%(title)s”") % {"title": window.edition.title}
    context = {
        "chrome": page,
        "head": heads.under_article(request, page, window.edition, title),
        "edition": window.edition,
        "begins": begins,
        "talk": threads.talk(
            window.edition,
            page.masthead,
            published_at=window.published_at,
            at=clock.now(request),
            begins=begins,
        ),
    }
    return chrome.respond(request, "articles/comments.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_article
def comment(request: HttpRequest, window: Window) -> HttpResponse:
    """The form, and its receiver. `?to=<id>` names the comment that is answered."""
    page = chrome.of(request, has_other_languages=False)
    edition, to = window.edition, None
    if "to" in request.GET:
        to = threads.named(edition, request.GET["to"])
    if request.method == "POST":
        return _receive(request, page, edition, to)
    at, masthead = clock.now(request), page.masthead
    if not moderation.is_open(edition.article, masthead):
        raise Http404
    closed = moderation.closed_since(masthead, published_at=window.published_at, at=at)
    return _show(request, page, edition, _form(edition), to, is_closed=bool(closed))


@kept()
@require_safe
@of_article
def thanks(request: HttpRequest, window: Window) -> HttpResponse:
    """What happens next, after a comment was left."""
    edition, page = window.edition, chrome.of(request, has_other_languages=False)
    head = heads.under_article(request, page, edition, str(_("Thank you")))
    context = {"chrome": page, "head": head, "edition": edition}
    return chrome.respond(request, "articles/comment_thanks.html", context)


def _form(edition: Edition, data: QueryDict | None = None) -> CommentForm:
    return CommentForm(data, article_key=edition.article.key)


def _receive(
    request: HttpRequest, page: Chrome, edition: Edition, to: Comment | None
) -> HttpResponse:
    """Held comments lead to a page of thanks, others to where they stand; whatever is refused comes back."""
    form = _form(edition, request.POST)
    at = clock.now(request)
    if not form.is_valid():
        return _show(request, page, edition, form, to)
    said = {name: form.cleaned_data[name] for name in ("name", "text", "email")}
    try:
        visitors.admit(request, form=form.salt, at=at)
        left = moderation.leave(edition, **said, to=to, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        shown = _show(request, page, edition, form, to, is_refused=isinstance(refusal, TooMany))
        return visitors.put_off(shown) if isinstance(refusal, TooMany) else shown
    if left.state == CommentState.PUBLIC:
        return HttpResponseRedirect(threads.address(edition, left))
    address = addresses.article(edition.slug, edition.language, view="comment_thanks")
    return HttpResponseRedirect(address)


def _show(
    request: HttpRequest,
    page: Chrome,
    edition: Edition,
    form: CommentForm,
    to: Comment | None,
    *,
    is_refused: bool = False,
    **context: Any,
) -> HttpResponse:
    """The form, with what is answered as long as that is there: once it is gone, what is sent again stands
    on its own.
    """
    is_gone = to is not None and to.state != CommentState.PUBLIC
    title = _("A comment on “%(title)s”") % {"title": edition.title}
    context |= {
        "chrome": page,
        "head": heads.under_article(request, page, edition, title),
        "edition": edition,
        "form": form,
        "to": None if is_gone else to,
        "is_gone": is_gone,
    }
    status = visitors.STATUS if is_refused else 200
    return chrome.respond(
        request, "articles/comment_form.html", context, status=status, is_form=True
    )
