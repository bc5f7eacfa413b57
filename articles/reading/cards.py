"""The drawn pictures of pages: each under the one address that follows from what it says, drawn when it
is first asked for and kept where no address reaches. One file an article: what an older title drew is
removed with the new one.
"""

from __future__ import annotations

from contextlib import suppress

from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Masthead, Window
from articles.models.images import private_storage
from articles.outputs import cards, signals
from articles.outputs.cards import Card
from articles.reading import clock, tombstones
from articles.reading.live import of_article
from articles.reading.media import FOREVER
from articles.rights import many

FOLDER = "cards"
# Browsers keep a card, caches that many share do not: they would hand it out when its article is gone. An
# emblem gives way to letters once there is a face for them.
FOR_LETTERS, FOR_EMBLEM = f"{FOREVER}, s-maxage=0", "public, max-age=86400, s-maxage=0"


@require_safe
def site(request: HttpRequest, digest: str) -> HttpResponse:
    """The publication's own, in the language of the address. One query."""
    masthead = _masthead()
    usage = signals.usage_of(masthead)
    return _answer(cards.of_site(masthead), digest, owner=f"site-{get_language()}", usage=usage)


def _gone(request: HttpRequest, window: Window, notice: HttpResponse) -> HttpResponse:
    """Nothing of an article that is gone, its name included, and nothing kept."""
    _forget(window.edition.article.key)
    return tombstones.bare(notice, "", "text/plain; charset=utf-8")


@require_safe
@of_article(gone=_gone)
def article(request: HttpRequest, window: Window, digest: str) -> HttpResponse:
    """An article's as long as it is live. At most four queries."""
    edition, masthead = window.edition, _masthead()
    allows = many.allow_training([edition], at=clock.now(request), masthead=masthead)
    usage = signals.usage_of(masthead, allows)
    card = cards.of_article(edition, masthead)
    return _answer(card, digest, owner=edition.article.key, usage=usage)


def _answer(card: Card, digest: str, *, owner: str, usage: dict[str, str]) -> HttpResponse:
    """Raises 404 for any address but the one of the card as it is now, so nobody can have others drawn."""
    if digest != card.digest:
        raise Http404
    data = _kept(card, owner) if card.has_letters else cards.draw(card)
    caching = FOR_LETTERS if card.has_letters else FOR_EMBLEM
    headers = {"Cache-Control": caching, **usage}
    return HttpResponse(data, content_type=cards.TYPE, headers=headers)


def _kept(card: Card, owner: str) -> bytes:
    path = f"{FOLDER}/{owner}/{card.digest}.png"
    try:
        with private_storage().open(path) as file:
            return bytes(file.read())
    except OSError:  # not drawn yet
        data = cards.draw(card)
    with suppress(OSError):  # a full disk costs a drawing each time, and nobody the picture
        _forget(owner)
        private_storage().save(path, ContentFile(data))
    return data


def _forget(owner: str) -> None:
    storage, folder = private_storage(), f"{FOLDER}/{owner}"
    try:
        _folders, names = storage.listdir(folder)
    except OSError:  # nothing was drawn
        return
    for name in names:
        storage.delete(f"{folder}/{name}")


def _masthead() -> Masthead:
    return Masthead.objects.first() or Masthead()
