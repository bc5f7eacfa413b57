"""What was typed and not saved: the address that keeps it, the page that offers it, and taking it over."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin import article_sheets, checking
from articles.admin.article_differences import Shown, Wording
from articles.admin.article_sheets import Forms
from articles.admin.meeting import MeetingAdmin, in_words
from articles.admin.said import Said, posted
from articles.admin.typed import Typed
from articles.admin.verbs import VerbAdmin
from articles.editing import keeping, merging
from articles.editing.differences import differences
from articles.editing.sheets import Sheet, decoded
from articles.models import Article
from articles.refusals import Refused

SAVED = "saved_pages"  # in the session: pages whose form was saved, so that a late copy is not kept
REMEMBERED = 20


@dataclass(frozen=True)
class Offer:
    """One form that was kept; `stored` and `typed` tell what taking it over would change."""

    page: str
    at: datetime
    found: Forms
    stored: Sheet
    typed: Sheet

    @property
    def says_more(self) -> bool:
        return any(differences(self.stored, self.typed))

    @property
    def changes(self) -> list[Shown]:
        """Word by word, which takes time for long texts."""
        words = Wording(self.found, self.typed, self.stored)
        return [words.difference(change) for change in differences(self.stored, self.typed)]


class KeepingAdmin(MeetingAdmin, VerbAdmin):
    """An article's page that keeps what is typed into it, also before the article was ever saved."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                route,
                self.admin_site.admin_view(partial(self._show, view)),
                name=f"articles_article_{name}{end}",
            )
            for name, view in (("keep", self.keep), ("kept", self.kept))
            for route, end in ((f"<int:object_id>/{name}/", ""), (f"add/{name}/", "_new"))
        ]
        return [*own, *super().get_urls()]

    def _show(
        self, view: Callable[..., HttpResponse], request: HttpRequest, object_id: int | None = None
    ) -> HttpResponse:
        """For a row, or for one that is not saved yet; to those who may change it."""
        article = self.get_object(request, str(object_id)) if object_id is not None else None
        if object_id is not None and article is None:
            return _gone(request)
        if not self._may(request, article):
            raise PermissionDenied
        try:
            return view(request, article)
        except Article.DoesNotExist:  # deleted since it was looked up
            return _gone(request)

    # --- the address that keeps ---------------------------------------------------------------

    def keep(self, request: HttpRequest, article: Article | None) -> HttpResponse:
        """GET gives a fresh token for forms; POST keeps a form, says who is here, or says good-bye."""
        if request.method != "POST":
            return JsonResponse({"token": get_token(request)})
        try:
            said = Said.read(request)
            self._keep(request, article, said)
        except Refused as refusal:
            is_long = isinstance(refusal, keeping.TooMuchToKeep)
            return JsonResponse({"message": str(refusal)}, status=413 if is_long else 400)
        return JsonResponse(self._answer(request, article, said))

    def _keep(self, request: HttpRequest, article: Article | None, said: Said) -> None:
        me: Any = request.user
        if _is_saved(request, said):
            return
        if said.form is not None:
            keeping.keep(
                article,
                actor=me,
                page=said.page,
                form=said.form,
                version=said.version,
                at=timezone.now(),
            )
        elif said.is_as_saved:
            keeping.forget(article, actor=me, pages=[said.page])

    def _answer(self, request: HttpRequest, article: Article | None, said: Said) -> dict[str, Any]:
        me: Any = request.user
        if said.is_late:
            return {"is_offered": any(o.page == said.page for o in self._offers(request, article))}
        if article is None:
            return {"is_saved": _is_saved(request, said)}
        now = timezone.now()
        if said.is_leaving:
            keeping.leave(article, actor=me, at=now)
            return {}
        answer = {
            "others": in_words(keeping.be_seen(article, actor=me, at=now)),
            "version": article.version,
            "is_saved": _is_saved(request, said),
        }
        return answer | self._checklist(request, article, said, at=now)

    def _checklist(
        self, request: HttpRequest, article: Article, said: Said, *, at: datetime
    ) -> dict[str, str]:
        """The checklist of the form that was said; of what is saved, if the form is as saved."""
        if said.form is not None:
            me: Any = request.user
            may_choose = me.has_perm("articles.change_creditpermission")
            typed = Typed(article, posted(said.form))
            found = checking.checked_as_typed(typed, at=at, may_choose=may_choose)
        elif said.is_as_saved:
            found = checking.checked(article, at=at)
        else:
            return {}
        return {"checklist": checking.panel(request, found, is_typed=said.form is not None)}

    # --- the page that offers -----------------------------------------------------------------

    def kept(self, request: HttpRequest, article: Article | None) -> HttpResponse:
        """Everything kept here, with what it would change; POST throws one away."""
        me: Any = request.user
        if request.method == "POST":
            keeping.forget(article, actor=me, pages=[request.POST.get("page", "")])
            messages.success(request, _("Thrown away."))
            return HttpResponseRedirect(self._page_of(article))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Typed and not saved"),
            "subtitle": str(article) if article else None,
            "original": article,
            "back": self._page_of(article),
            "offers": self._offers(request, article),
        }
        return TemplateResponse(request, "admin/articles/article/kept.html", context)

    def _offers(self, request: HttpRequest, article: Article | None) -> list[Offer]:
        """What is kept and says more than the article does; the rest is dropped. About 7 queries."""
        me: Any = request.user
        kept = keeping.kept_of(article, actor=me)
        if not kept:
            return []
        found = article_sheets.forms_of(self, request, article)
        stored = article_sheets.stored(found)
        offers, empty = [], []
        for one in kept:
            data = posted(one.form)
            base = decoded(data.get("base", ""))
            sheet = article_sheets.sent(found, data, base)
            if article is not None:
                sheet = merging.merge(base, sheet, stored, choices={}).sheet
            offer = Offer(one.page, one.at, found, stored, sheet)
            if offer.says_more:
                offers.append(offer)
            else:
                empty.append(one.page)
        keeping.forget(article, actor=me, pages=empty)
        return offers

    # --- the form -----------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        wanted = request.POST.get("_take_over")
        if not wanted:
            return super().changeform_view(request, object_id, form_url, extra_context)
        article = self.get_object(request, object_id) if object_id else None
        me: Any = request.user
        kept = {one.page: one for one in keeping.kept_of(article, actor=me)}.get(wanted)
        if kept is None:
            messages.error(request, _("This is not kept any more."))
            return HttpResponseRedirect(request.path)
        data = posted(kept.form)
        data["page"] = data["_take_over"] = wanted
        request.POST = data  # type: ignore[assignment]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = context["original"]
        me: Any = request.user
        if self._may(request, article):
            others = keeping.others(article, actor=me, at=timezone.now()) if article else []
            page = request.POST.get("page") or secrets.token_urlsafe(9)
            context |= {
                "page": page,
                "is_unsaved": request.method == "POST",
                "is_taken_over": "_take_over" in request.POST,
                "keep_at": self._address("keep", article),
                "kept_at": self._address("kept", article),
                "offers": [one for one in self._offers(request, article) if one.page != page],
                "others": in_words(others),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        me: Any = request.user
        page = request.POST.get("page", "")
        article = form.instance if change else None
        keeping.forget(article, actor=me, pages=[page])
        keeping.tidy(at=timezone.now())
        request.session[SAVED] = [*request.session.get(SAVED, []), page][-REMEMBERED:]

    # --- addresses and rights -----------------------------------------------------------------

    def _may(self, request: HttpRequest, article: Article | None) -> bool:
        if article is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, article)

    def _address(self, name: str, article: Article | None) -> str:
        view = f"admin:articles_article_{name}"
        return reverse(view, args=[article.pk]) if article else reverse(f"{view}_new")

    def _page_of(self, article: Article | None) -> str:
        return self.row_address(article) if article else reverse("admin:articles_article_add")


def _gone(request: HttpRequest) -> HttpResponse:
    if request.get_preferred_type(["text/html", "application/json"]) != "application/json":
        raise Http404
    text = _("The article was deleted. Press Save: what you typed is then kept as a new one.")
    return JsonResponse({"message": text}, status=410)


def _is_saved(request: HttpRequest, said: Said) -> bool:
    """Whether this page's form was saved, so that nothing more is kept under its name."""
    return said.page in request.session.get(SAVED, [])
