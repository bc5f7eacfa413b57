"""Leaving a comment: a form at its own address, so that the article itself stays the same for everyone.

Against machines: a field that people do not see, and a signed moment before which no person has typed.
Whatever is wrong, what was typed comes back.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles import addresses, moderation
from articles.models import Comment, Edition
from articles.reading import chrome, clock, lookup, tombstones
from articles.reading.article_page import takes_comments
from articles.reading.chrome import Chrome

SECONDS_TO_TYPE = 3
SECONDS_VALID = 24 * 60 * 60
SALT = "articles.reading.comments"

_UNPRINTABLE = re.compile(r"[\x01-\x08\x0b-\x1f\x7f]")


class PlainText(forms.CharField):
    """Text as a page can hold it: lines end as browsers count them, and no control characters.

    NUL is left to the field's own validator, which says so.
    """

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class CommentForm(forms.Form):
    """Name and text. `began` is the signed moment at which the form was handed out."""

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
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    began = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, article_key: str, **kwargs: Any) -> None:
        self.article_key = article_key
        super().__init__(*args, **kwargs)
        self.fields["began"].initial = began(article_key)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self.add_error(None, _("Please leave the last field empty and send it again."))
            self._renew("website", "")
        self._check_began(cleaned.get("began", ""))
        return cleaned

    def _check_began(self, signed: str) -> None:
        signer = TimestampSigner(salt=SALT)
        try:
            key = signer.unsign(signed, max_age=SECONDS_VALID)
        except BadSignature:  # too old is a bad signature, too
            key = ""
        if key != self.article_key:
            self.add_error(None, _("This form has grown old. Please send it once more."))
            self._renew("began", began(self.article_key))
        elif _is_young(signed):
            self.add_error(None, _("That was very quick. Please send it once more in a moment."))

    def _renew(self, name: str, value: str) -> None:
        self.data = {**dict(self.data.items()), name: value}


def began(article_key: str) -> str:
    """This moment, signed for one article."""
    return TimestampSigner(salt=SALT).sign(article_key)


def _is_young(signed: str) -> bool:
    """Whether a genuine signature is younger than a person can type."""
    try:
        TimestampSigner(salt=SALT).unsign(signed, max_age=SECONDS_TO_TYPE)
    except SignatureExpired:
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and its receiver: held comments, then a thank-you under an address of its own."""
    window = lookup.latest(slug, at=clock.now(request))
    if request.method != "POST" and (away := lookup.elsewhere(window.edition, slug, "comment")):
        return away
    if not window.is_open(at=clock.now(request)):
        return tombstones.show(request, window.edition, at=clock.now(request))
    page = chrome.of(request, has_other_languages=False)
    is_open = takes_comments(window.edition, page.masthead)
    if request.method == "POST":
        return _receive(request, page, window.edition, is_open=is_open)
    if not is_open:
        raise Http404
    return _show(request, page, window.edition, _form(window.edition))


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next, after a comment was left."""
    at = clock.now(request)
    window = lookup.latest(slug, at=at)
    if away := lookup.elsewhere(window.edition, slug, "comment_thanks"):
        return away
    if not window.is_open(at=at):
        return tombstones.show(request, window.edition, at=at)
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
