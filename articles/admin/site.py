"""The desk: Django's admin under the publication's own name, its rooms in the order of the work."""

from __future__ import annotations

from collections.abc import Sequence
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from articles import listing
from articles.admin import as_of, calendar, comment_queue, rights_calendar
from articles.admin.accounts import SetPassword
from articles.admin.choosing import Chooser
from articles.admin.home import home
from articles.models import Masthead
from articles.reading import errors
from articles.reading.chrome import languages_of

# Heading, and the models under it in their order.
ROOMS = (
    (_("Articles"), ("Article", "Image", "Comment", "Edition")),
    (_("Filing"), ("Topic", "Tag", "Contributor")),
    (_("Rights"), ("Source", "Permission", "ReprintRequest", "OutboundGrant", "Message")),
    (_("Publication"), ("Masthead", "StandingPage", "User", "DeskEvent")),
)
# Pages about all articles at once, which stand with them for those who may see what is to come.
PLACES = (("Calendar", _("Calendar"), "calendar"), ("AsOf", _("The site at another time"), "as_of"))
# And one about all permissions, for those who may see them.
RIGHTS_PLACES = (("RightsCalendar", _("Rights calendar"), "rights_calendar"),)
# And one about all comments, for those who decide about them.
COMMENT_PLACES = (("CommentQueue", _("Comments to decide"), "comment_queue"),)


class Desk(admin.AdminSite):
    site_title = _("Desk")
    site_header = _("Desk")
    index_title = _("The desk")
    empty_value_display = "–"
    enable_nav_sidebar = False  # the rooms stand in the header

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # each is deleted on its own page, which can undo it

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        masthead = Masthead.objects.only("name", "translations", "mark").first()
        if masthead and masthead.name:
            context["site_header"] = masthead.said("name").text
            context["desk_mark"] = masthead.mark
        context["site_url"] = reverse("front")
        context["desk_languages"] = languages_of(request.path)
        context["desk_time_zone"] = timezone.get_current_timezone_name()
        return context

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The rooms, each with what this person may see there; one app's models where one is asked for."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        rooms = []
        for number, (heading, names) in enumerate(ROOMS):
            shown = [models[name] for name in names if name in models]
            if shown:
                if names[0] == "Article" and as_of.may_look(request.user):
                    shown += [_place(*place) for place in PLACES]
                if "Comment" in names and comment_queue.may_decide(request.user):
                    shown += [_place(*place) for place in COMMENT_PLACES]
                if "Permission" in names and "Permission" in models:
                    shown += [_place(*place) for place in RIGHTS_PLACES]
                _call_accounts_so(shown)
                rooms.append(
                    {
                        "name": heading,
                        "app_label": f"room-{number}",
                        "app_url": reverse("admin:index"),
                        "has_module_perms": True,
                        "models": shown,
                    }
                )
        return rooms

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        return super().index(request, {"home": home(request), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("password/<uidb64>/<token>/", self.set_password, name="set_password"),
            *calendar.urls(self),
            *rights_calendar.urls(self),
            *as_of.urls(self),
            *comment_queue.urls(self),
            *super().get_urls(),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who may not see a page is told so at the desk, with the way back to the rooms. Whoever does
        something there tidies in passing.
        """
        inner = super().admin_view(view, cacheable)

        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                answer = inner(request, *args, **kwargs)
            except PermissionDenied:
                return self.refused(
                    request,
                    title=_("This is not open to you"),
                    advice=(
                        _("You may not see this page."),
                        _("Whoever manages the accounts can give you the role that it takes."),
                    ),
                )
            if request.method == "POST" and self.has_permission(request):
                listing.tidy_now_and_then(at=timezone.now())
            return answer

        return update_wrapper(shown, inner)

    def refused(
        self, request: HttpRequest, *, title: Promise, advice: Sequence[Promise]
    ) -> TemplateResponse:
        """The desk's 403: what was refused, and what one can do about it, a sentence each."""
        context = {**self.each_context(request), "title": title, "advice": advice}
        return TemplateResponse(request, "admin/forbidden.html", context, status=403)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        view: Any = Chooser.as_view(admin_site=self)
        answer: HttpResponse = view(request)
        return answer

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The admin's own words and the house's, for scripts: a global `gettext` and its kin."""
        view: Any = JavaScriptCatalog.as_view(packages=["django.contrib.admin", "articles"])
        answer: HttpResponse = view(request)
        return answer

    def set_password(self, request: HttpRequest, **parts: str) -> HttpResponseBase:
        """Where an invitation leads; whoever has the link has no account open yet."""
        view = SetPassword.as_view(
            template_name="admin/set_password.html",
            extra_context=self.each_context(request),
        )
        return view(request, **parts)


def _place(name: str, label: Any, view: str) -> dict[str, Any]:
    """A page of the desk as an entry among the models."""
    return {
        "name": label,
        "object_name": name,
        "admin_url": reverse(f"admin:{view}"),
        "add_url": None,
        "view_only": True,
        "perms": {"view": True},
    }


def _call_accounts_so(models: list[Any]) -> None:
    """Django calls them users."""
    for model in models:
        if model["object_name"] == "User":
            model["name"] = _("Accounts")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token, told in the look of where it came from."""
    if not (request.resolver_match and request.resolver_match.app_name == "admin"):
        return errors.csrf_failed(request, reason)
    desk: Desk = admin.site  # type: ignore[assignment]
    return desk.refused(
        request,
        title=_("That was not done"),
        advice=(
            _(
                "The form came without its safety mark, most often because you signed in again since the "
                "page was opened, or because the browser refuses cookies."
            ),
            _(
                "Open the page again: what was typed into an article is kept, and offered there. What was "
                "typed elsewhere you find by going back."
            ),
        ),
    )
