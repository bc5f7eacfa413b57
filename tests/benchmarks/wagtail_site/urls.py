"""Wagtail's admin at /admin/, the lists that readers browse, its pages under everything else."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from essays import views
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("tags/<str:slug>/", views.tag),
    path("front/", views.front),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include(wagtail_urls)),
]
