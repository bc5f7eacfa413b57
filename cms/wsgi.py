"""The entry of gunicorn: pages that are kept, and Django behind them. Refuses to serve without a secret key,
and says how to get one. What a stranger says of a body's letters stays outside.
"""

import os
import re
import sys
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

try:
    _key = settings.SECRET_KEY
except ImproperlyConfigured:
    sys.exit(
        "Tearsheet needs a secret key: set SECRET_KEY, or run `python manage.py start` "
        f"(or `demo`), which writes one to {settings.DATA_DIR / 'secret_key'}."
    )

_BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^\s;"]*)', re.IGNORECASE)
_django = get_wsgi_application()

# It stands on models, which are there only now.
from cms.keeping.front import stand_before  # noqa: E402


def _made(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Of a Content-Type the kind and the boundary are handed on, of the rest nothing.

    Forms and addresses are UTF-8. Django believes any other charset that Python has a codec for before a
    page of ours could answer, and one that makes no text of bytes (`hex`) was a 500 at every address.
    """
    told = environ.get("CONTENT_TYPE", "")
    if ";" in told:
        boundary = _BOUNDARY.search(told)
        environ["CONTENT_TYPE"] = told.partition(";")[0] + (boundary[0] if boundary else "")
    return _django(environ, start_response)


application = stand_before(_made)
