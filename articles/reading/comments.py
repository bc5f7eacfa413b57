"""Leaving a comment: a form at its own address, so that the article itself stays the same for everyone."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles import addresses, moderation
from articles.models import Comment, Edition, Window
from articles.reading import chrome, clock
from articles.reading.article_page import takes_comments
from articles.reading.chrome import Chrome
from articles.reading.guarded import GuardedForm, PlainText
from articles.reading.live import of_article


class CommentForm(GuardedForm):
    """Name and text."""

    salt = "articles.reading.comments"

    name = PlainText(
        label=_("Your name"),
        max_length=Comment._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = PlainText(
        label=_("Your comment"),
        max_length=Comment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_article
def comment(request: HttpRequest, window: Window) -> HttpResponse:
    """The form, and its receiver: held comments, then a thank-you under an address of its own."""
    page = chrome.of(request, has_other_languages=False)
    is_open = takes_comments(window.edition, page.masthead)
    if request.method == "POST":
        return _receive(request, page, window.edition, is_open=is_open)
    if not is_open:
        raise Http404
    return _show(request, page, window.edition, _form(window.edition))


@require_safe
@of_article
def thanks(request: HttpRequest, window: Window) -> HttpResponse:
    """What happens next, after a comment was left."""
    context = {"edition": window.edition}
    return chrome.respond(
        request, "articles/comment_thanks.html", context, has_other_languages=False
    )


def _form(edition: Edition, data: QueryDict | None = None) -> CommentForm:
    return CommentForm(data, article_key=edition.article.key)


def _receive(
    request: HttpRequest, page: Chrome, edition: Edition, *, is_open: bool
) -> HttpResponse:
    form = _form(edition, request.POST)
    if not is_open:
        form.add_error(None, moderation.CommentsClosed.message)
    if not form.is_valid():
        return _show(request, page, edition, form)
    said = form.cleaned_data
    moderation.leave(edition, name=said["name"], text=said["text"], at=clock.now(request))
    address = addresses.article(edition.slug, edition.language, view="comment_thanks")
    return HttpResponseRedirect(address)


def _show(request: HttpRequest, page: Chrome, edition: Edition, form: CommentForm) -> HttpResponse:
    context = {"chrome": page, "form": form, "edition": edition}
    return chrome.respond(request, "articles/comment_form.html", context, is_form=True)
