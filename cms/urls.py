"""Addresses: the default language without a prefix, every other under its own, the desk included."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from articles.reading import media

urlpatterns = [
    re_path(r"^media/(?P<digest>[0-9a-f]{64})\Z", media.rendition, name="media"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("articles.reprinting.urls")),
        path("", include("articles.reading.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "articles.reading.errors.bad_request"
handler403 = "articles.reading.errors.forbidden"
handler404 = "articles.reading.errors.not_found"
handler500 = "articles.reading.errors.server_error"
