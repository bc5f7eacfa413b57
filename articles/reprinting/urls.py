"""The addresses of those who want to reprint; views and templates know them by name alone."""

from __future__ import annotations

from django.urls import path

from articles.reading.urls import SLUG
from articles.reprinting import following, republish, rights_page

KIT = f"articles/{SLUG}/republish/"
REQUEST = "reprint-requests/<slug_of_any_script:token>/"

urlpatterns = [
    path(f"articles/{SLUG}/rights/", rights_page.rights, name="rights"),
    path(f"articles/{SLUG}/rights/request/", rights_page.ask, name="ask_to_reprint"),
    path(f"articles/{SLUG}/rights/request/thanks/", rights_page.asked, name="asked_to_reprint"),
    path(KIT, republish.republish, name="republish"),
    path(f"{KIT}article.html", republish.download, {"ending": "html"}, name="republish_html"),
    path(f"{KIT}article.md", republish.download, {"ending": "md"}, name="republish_md"),
    path(f"{KIT}article.txt", republish.download, {"ending": "txt"}, name="republish_txt"),
    path(REQUEST, following.follow, name="reprint_request"),
    path(f"{REQUEST}confirm/", following.confirm, name="confirm_request"),
    path(f"{REQUEST}withdraw/", following.withdraw, name="withdraw_request"),
    path(f"{REQUEST}letter/", following.letter, name="reprint_letter"),
]
