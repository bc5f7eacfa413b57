"""Preview links of an article at the desk: the open ones, one more, and how to revoke one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.pages import Page
from articles.models import Article, PreviewLink
from articles.publishing.sharing import revoke_link, share
from articles.refusals import Refused


class LinkForm(forms.Form):
    """For how long a new link leads somewhere."""

    days = forms.TypedChoiceField(
        label=_("It works for"),
        choices=[(1, _("1 day")), (7, _("7 days")), (30, _("30 days"))],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )


def share_page(request: HttpRequest, article: Article) -> HttpResponse:
    """Lists the open links; by POST makes one."""
    now = timezone.now()
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        until = now + timedelta(days=form.cleaned_data["days"])
        user: Any = request.user
        try:
            share(article, actor=user, until=until, at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(_("The link is made. Copy it below.")))
            return HttpResponseRedirect(request.path)
    return TemplateResponse(
        request,
        "admin/articles/article/share.html",
        {
            **admin.site.each_context(request),
            "opts": Article._meta,
            "title": _("Share a preview"),
            "subtitle": str(article),
            "original": article,
            "form": form,
            "back": reverse("admin:articles_article_change", args=[article.pk]),
            "links": _open_links(request, article, at=now),
        },
    )


def _open_links(request: HttpRequest, article: Article, *, at: datetime) -> list[dict[str, Any]]:
    rows = PreviewLink.objects.open(at=at).filter(article=article).select_related("created_by")
    return [
        {
            "row": link,
            "address": request.build_absolute_uri(link.get_absolute_url()),
            "is_current": link.version == article.version,
            "revoke": reverse("admin:articles_article_revoke-link", args=[article.pk, link.pk]),
        }
        for link in rows
    ]


def revoke_page(request: HttpRequest, article: Article, *, link: int) -> HttpResponse:
    """By POST: the link leads nowhere any more."""
    row = get_object_or_404(PreviewLink, pk=link, article=article)
    user: Any = request.user
    if request.method == "POST":
        try:
            revoke_link(row, actor=user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(_("The link leads nowhere any more.")))
    return HttpResponseRedirect(reverse("admin:articles_article_share", args=[article.pk]))


PAGES = (
    Page("share", share_page, permission="change_article"),
    Page("revoke-link", revoke_page, route="<int:link>/", permission="change_article"),
)
