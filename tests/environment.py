"""The environment of the tests, set before Django's settings are read (`-p tests.environment`).

Tests share nothing with a publication on this machine.
"""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tearsheet-tests-"))
os.environ.setdefault(
    "SECRET_KEY", "a key for tests alone, long enough to please the checks: 3f9a7c"
)
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside the ORM
os.environ.setdefault("PAGE_CACHE_MB", "0")  # what a test has not committed, no page may be kept of
