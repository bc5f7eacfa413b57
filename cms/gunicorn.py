"""gunicorn's settings: `gunicorn -c cms/gunicorn.py cms.wsgi`."""

import gc
import os
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
# Headers of these names (SCRIPT_NAME, PATH_INFO) would choose the address; no proxy of ours sends any.
forwarder_headers = ""
# As much as gunicorn takes: addresses up to here are answered by pages of ours. What is longer (414), has
# headers too many or too large (431) or is no HTTP (400) gets gunicorn's own bare line, all of it escaped.
limit_request_line = 8190


def post_worker_init(_worker: Any) -> None:
    """What is there from the beginning stays: nobody need look through it for garbage time and again, which
    costs a page that is only handed out a seventh of its speed.
    """
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # reads every module that answers
    gc.collect()
    gc.freeze()
