"""gunicorn's settings: `gunicorn -c cms/gunicorn.py cms.wsgi`."""

import ctypes
import gc
import os
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
# Headers of these names (SCRIPT_NAME, PATH_INFO) would choose the address; no proxy of ours sends any.
forwarder_headers = ""
# As much as gunicorn takes: addresses up to here are answered by pages of ours. What is longer (414), has
# headers too many or too large (431) or is no HTTP (400) gets gunicorn's own bare line, all of it escaped.
limit_request_line = 8190
M_ARENA_MAX = -8  # malloc.h


def on_starting(server: Any) -> None:
    """Reads the program before there are workers: they hold it together, and one that takes another's place
    is there at once. A new version is served after a restart, not after a HUP.

    What is there from the beginning stays: nobody need look through it for garbage, neither now, which costs
    a sixth of the start, nor time and again, which costs a page that is only handed out a seventh of its
    speed and each worker a copy of its own.
    """
    gc.disable()
    server.app.wsgi()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("front")  # reads every module that answers, the addresses and the catalogue
    gc.freeze()
    gc.enable()
    _share_heaps()


def _share_heaps() -> None:
    """glibc gives each thread a heap of its own, of which half lies idle: 24 MB in a worker. Of threads that
    Python lets run in turn, two heaps are enough (mallopt(3), `M_ARENA_MAX`).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 2)
