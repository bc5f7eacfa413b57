"""The least that Django can be: one view, no middleware, no database."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="measured alone")


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Minimal</title>")


urlpatterns = [path("", page)]
application = get_wsgi_application()
