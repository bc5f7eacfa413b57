"""Accounts: people are invited, given roles, retired, and get a new link where a password is lost.

Only a superuser sees this. No password is ever typed here, and no account is deleted: the log names them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.functional import Promise
from django.utils.http import urlsafe_base64_encode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import RowsField, when
from articles.admin.lookups import NarrowedAdmin
from articles.install import ROLES
from articles.models import DeskEvent

ROLE_NAMES: dict[str, str | Promise] = {
    "Writers": _("Writer: drafts, imports and submits"),
    "Editors": _("Editor: edits, curates and publishes"),
    "Rights desk": _("Rights desk: records and grants permissions"),
    "Moderators": _("Moderator: lets comments through"),
}


# What the groups of `install` are called at the desk.
NAMES = {
    "Writers": _("Writers"),
    "Editors": _("Editors"),
    "Rights desk": _("Rights desk"),
    "Moderators": _("Moderators"),
}


class RolesField(RowsField):
    def label_from_instance(self, obj: Any) -> str:
        return str(ROLE_NAMES.get(obj.name, obj.name))


class AccountForm(forms.ModelForm):
    groups = RolesField(
        Group.objects.filter(name__in=ROLES),
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "is_superuser")
        labels = {"is_active": _("May sign in"), "is_superuser": _("Manages accounts")}
        help_texts = {
            "username": _("What they sign in with: letters, digits and @ . + - _"),
            "is_active": _("Untick this to retire the account. What they did stays in the log."),
            "is_superuser": _("And may do everything else."),
        }

    actor: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and self.instance.pk == self.actor.pk:
            for name in ("is_active", "is_superuser"):
                if name in cleaned and not cleaned[name]:
                    message = _("You cannot take this from yourself. Ask another administrator.")
                    self.add_error(name, ValidationError(message))
        return cleaned


class SetPassword(PasswordResetConfirmView):
    """Where a link leads: a new password, typed twice. It works once, for three days."""

    success_url = reverse_lazy("admin:login")
    post_reset_login = False

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, str(_("Your password is set. Please sign in.")))
        return super().form_valid(form)


class AccountAdmin(NarrowedAdmin):
    form = AccountForm
    actions = None
    view_on_site = False
    list_display = (
        "username",
        "full_name",
        "email",
        "roles",
        "is_active",
        "is_superuser",
        "last_here",
    )
    list_filter = ("is_active", "is_superuser", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    fields = ("username", "first_name", "last_name", "email", "groups", "is_active", "is_superuser")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.prefetch_related("groups")

    @admin.display(description=_("name"))
    def full_name(self, account: User) -> str:
        return account.get_full_name()

    @admin.display(description=_("last signed in"), ordering="last_login", empty_value="")
    def last_here(self, account: User) -> SafeString:
        return when(account.last_login)

    @admin.display(description=_("roles"))
    def roles(self, account: User) -> str:
        return ", ".join(str(NAMES.get(group.name, group.name)) for group in account.groups.all())

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.actor = request.user
        return form

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _manages(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _manages(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _manages(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        user: Any = request.user
        obj.is_staff = True
        if not change:
            obj.set_unusable_password()
        obj.save()
        verb = "change_account" if change else "invite"
        DeskEvent.objects.log(verb, actor=user, at=timezone.now(), account=obj.username)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return HttpResponseRedirect(reverse("admin:auth_user_link", args=[obj.pk]))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.link_view)
        return [path("<int:object_id>/link/", view, name="auth_user_link"), *super().get_urls()]

    def link_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Makes a link to set a password, for whoever hands it on: asked for on GET, made on POST."""
        if not _manages(request):
            raise PermissionDenied
        account = User.objects.filter(pk=object_id, is_active=True).first()
        if account is None:
            raise Http404
        link = ""
        if request.method == "POST":
            user: Any = request.user
            link = request.build_absolute_uri(password_address(account))
            DeskEvent.objects.log(
                "new_password_link", actor=user, at=timezone.now(), account=account.username
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Link to set a password"),
            "subtitle": account.username,
            "account": account,
            "link": link,
        }
        return TemplateResponse(request, "admin/auth/user/link.html", context)


def password_address(account: User) -> str:
    """The path of a one-time link: it ends with the next sign-in, a new password, or after three days."""
    token = default_token_generator.make_token(account)
    return reverse(
        "admin:set_password", args=[urlsafe_base64_encode(force_bytes(account.pk)), token]
    )


def _manages(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_active and user.is_superuser)
