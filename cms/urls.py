"""Addresses: the default language without a prefix, every other under its own, the desk included."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from articles.reading import crawlers, media, sitemaps

urlpatterns = [
    re_path(r"^media/(?P<digest>[0-9a-f]{64})\Z", media.rendition, name="media"),
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/tdmrep.json", crawlers.tdmrep, name="tdmrep"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    re_path(
        r"^sitemap-(?P<section>[a-z]{1,20})-(?P<number>[0-9]{1,9})\.xml\Z",
        sitemaps.part,
        name="sitemap_part",
    ),
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
