"""Renditions by the hash of their bytes: the same forever, so that nobody asks twice. For the same reason
none says whether machines may be trained on it (Content-Usage): a copy is never asked about again, and the
articles that show it may differ.
"""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Rendition

FOREVER = "public, max-age=31536000, immutable"


@require_safe
def rendition(request: HttpRequest, digest: str) -> FileResponse:
    """The file, streamed. Raises 404 for an unknown hash and for a file that is gone. One query."""
    found = get_object_or_404(Rendition, digest=digest)
    try:
        file = found.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=found.mime)
    response.headers["Cache-Control"] = FOREVER
    return response
