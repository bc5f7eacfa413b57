"""Answers in JSON for the desk's scripts; a refusal has a `message` for people."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse

from articles.refusals import NotAllowed

View = Callable[..., HttpResponse]


def refused(message: Any, *, status: int = 400) -> JsonResponse:
    return JsonResponse({"message": str(message)}, status=status)


def asks_for(*permissions: str) -> Callable[[View], View]:
    """Answers 403 in JSON to whoever holds none of the permissions (of this app, by their codename)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
            user: Any = request.user
            if any(user.has_perm(f"articles.{permission}") for permission in permissions):
                return view(request, *args, **parts)
            return refused(NotAllowed.message, status=403)

        return asked

    return decorate


def first_error(form: forms.BaseForm) -> JsonResponse:
    """400 with the first thing that is wrong with what was asked."""
    return refused(next(iter(form.errors.values()))[0])
