"""The addresses for those who want to reprint, one line each."""

from __future__ import annotations

from django.urls import path

from articles.reading.urls import SLUG
from articles.reprinting import republish

KIT = f"articles/{SLUG}/republish/"

urlpatterns = [
    path(KIT, republish.republish, name="republish"),
    path(f"{KIT}article.html", republish.download, {"ending": "html"}, name="republish_html"),
    path(f"{KIT}article.md", republish.download, {"ending": "md"}, name="republish_md"),
    path(f"{KIT}article.txt", republish.download, {"ending": "txt"}, name="republish_txt"),
]
