"""Addresses: the default language without a prefix, every other under its own, the desk included."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from articles.reading import media

urlpatterns = [
    path("media/<str:digest>", media.rendition, name="media"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("articles.reading.urls")),
        prefix_default_language=False,
    ),
]
