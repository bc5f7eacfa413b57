"""The entry of gunicorn. Refuses to serve without a secret key, and says how to get one."""

import os
import sys

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

application = get_wsgi_application()
