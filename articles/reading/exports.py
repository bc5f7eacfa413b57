"""An article as data under its own address: ninjs, Markdown, and how it is cited. What is gone says that
it is, and no more.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Masthead, Window
from articles.outputs import citations, markdown, ninjs, signals
from articles.outputs.citations import Citation
from articles.outputs.entries import Entry, Gathered, gather
from articles.reading import clock, tombstones
from articles.reading.kept import kept
from articles.reading.live import of_article
from articles.rights.statements import statement


def _canceled(request: HttpRequest, window: Window, notice: HttpResponse) -> HttpResponse:
    is_paused = notice.status_code == tombstones.PAUSED
    edition = window.edition
    item = ninjs.canceled(edition, edition.article, _origin(request), is_paused=is_paused)
    return tombstones.bare(notice, json.dumps(item, ensure_ascii=False, indent=1), ninjs.TYPE)


def _line(request: HttpRequest, window: Window, notice: HttpResponse) -> HttpResponse:
    return tombstones.bare(notice, _("This article is no longer here.") + "\n", markdown.TYPE)


@kept()
@require_safe
@of_article(gone=_canceled)
def article_json(request: HttpRequest, window: Window) -> HttpResponse:
    """The article as ninjs 3.1; `canceled` with the status of its removal notice where it is gone."""
    entry, gathered = _one(request, window)
    item = ninjs.item(entry, gathered)
    return _data(
        json.dumps(item, ensure_ascii=False, indent=1), ninjs.TYPE, _usage(entry, gathered)
    )


@kept()
@require_safe
@of_article(gone=_line)
def article_markdown(request: HttpRequest, window: Window) -> HttpResponse:
    """The article as Markdown; a line that says so where it is gone."""
    entry, gathered = _one(request, window)
    return _data(markdown.document(entry, gathered), markdown.TYPE, _usage(entry, gathered))


@kept()
@require_safe
@of_article(gone=_line)
def cite_bibtex(request: HttpRequest, window: Window) -> HttpResponse:
    """The reference to the article as a file in BibTeX; a line that says so where it is gone."""
    return _reference(request, window, citations.bibtex, citations.BIBTEX, "bib")


@kept()
@require_safe
@of_article(gone=_line)
def cite_ris(request: HttpRequest, window: Window) -> HttpResponse:
    """As `cite_bibtex`, in RIS."""
    return _reference(request, window, citations.ris, citations.RIS, "ris")


def _reference(
    request: HttpRequest,
    window: Window,
    write: Callable[[Citation], str],
    content_type: str,
    ending: str,
) -> HttpResponse:
    edition = window.edition
    masthead = Masthead.objects.first() or Masthead()
    said = statement(edition, at=clock.now(request), masthead=masthead)
    cited = citations.citation(
        edition,
        masthead,
        address=request.build_absolute_uri(edition.get_absolute_url()),
        published_at=window.published_at,
    )
    usage = signals.usage_of(masthead, [said.allows_training])
    response = _data(write(cited), content_type, usage)
    name = f"{edition.slug}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _one(request: HttpRequest, window: Window) -> tuple[Entry, Gathered]:
    gathered = gather([window], at=clock.now(request), origin=_origin(request))
    return gathered.entries[0], gathered


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


def _usage(entry: Entry, gathered: Gathered) -> dict[str, str]:
    return signals.usage_of(gathered.masthead, [entry.statement.allows_training])


def _data(body: str, content_type: str, usage: dict[str, str]) -> HttpResponse:
    """Data, which search engines need not list beside the page."""
    headers = {"X-Robots-Tag": "noindex", **usage}
    return HttpResponse(body, content_type=content_type, headers=headers)
