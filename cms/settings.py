"""Tearsheet's settings: one file, read from the environment, failing loudly on values it cannot use.

Nothing here needs to be set to run on one machine: SQLite, files under `DATA_DIR`, a key made by
`manage.py demo` or `manage.py start`.
"""

import os
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_database_url
import django
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "false", "true", "no", "yes", "off", "on"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: say 1 or 0.")
    return default if not value else value in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def _file(name: str) -> str:
    """What `manage.py start` or `demo` left in DATA_DIR under that name, or nothing."""
    path = DATA_DIR / name
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var")).resolve()

# Commands that need no key still run without one; cms/wsgi.py refuses to serve.
SECRET_KEY = os.environ.get("SECRET_KEY") or _file("secret_key")
DEBUG = _flag("DEBUG", False)
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "articles.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "django_prose_editor",
    "articles.apps.ArticlesConfig",
]

MIDDLEWARE = [
    "cms.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "cms.middleware.conditional",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.freshness.while_reading",
    "cms.middleware.known_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.AddressLocaleMiddleware",
    "articles.reading.errors.in_the_look_of_the_site",
    "django.middleware.common.CommonMiddleware",
    "cms.middleware.SmallForms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Each thread has a connection, and the operating system keeps the file's pages for all of them: a
        # megabyte of its own, since half of one is less than one page reads in a very large archive.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-1024;"
        ),
    }
    # A SQLite *file* also in tests, so that these settings are what is tested.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

# Whole pages are kept in the memory of each process, and of several hosts also in Redis.
_megabytes = os.environ.get("PAGE_CACHE_MB", "").strip() or "20"
if not _megabytes.isdecimal() or len(_megabytes) > 6:
    raise ImproperlyConfigured(
        f"PAGE_CACHE_MB is {_megabytes!r}: say how many megabytes, 0 for none."
    )
PAGE_CACHE_BYTES = int(_megabytes) * 2**20
CACHE_URL = os.environ.get("CACHE_URL", "").strip()
if CACHE_URL and urlsplit(CACHE_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured(
        "CACHE_URL cannot be read: write it like redis://cache.example.org:6379/0."
    )

MEDIA_ROOT = DATA_DIR / "media"  # renditions: what /media/ may stream
PRIVATE_ROOT = DATA_DIR / "private"  # masters: no address reaches them
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "static/"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "cms.storage.ModuleManifestStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a manuscript of 60 sections is one form
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20

# --- languages and time -----------------------------------------------------------------------

KNOWN_LANGUAGES = {"en": "English", "zh-hans": "简体中文"}
_languages = _list("LANGUAGES", _file("languages") or "en,zh-hans")
if not _languages or not set(_languages) <= set(KNOWN_LANGUAGES):
    raise ImproperlyConfigured(
        f"LANGUAGES is {','.join(_languages)!r}: choose from {', '.join(KNOWN_LANGUAGES)}; "
        "the first has no prefix in addresses."
    )
LANGUAGE_CODE = _languages[0]
LANGUAGES = [(code, KNOWN_LANGUAGES[code]) for code in _languages]
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "cms.formats"
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE") or _file("time_zone") or "UTC"
if TIME_ZONE not in zoneinfo.available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE is {TIME_ZONE!r}: use a name like Europe/Berlin.")

# --- people -----------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# --- safety -----------------------------------------------------------------------------------

# Plain HTTP is for one's own machine: `manage.py demo` sets HTTPS=0.
HTTPS = _flag("HTTPS", True)
BEHIND_PROXY = _flag("BEHIND_PROXY", False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "articles.admin.site.csrf_failed"

# --- mail -------------------------------------------------------------------------------------

MAIL_SECONDS = 5  # how long a server may keep us waiting: a page may stand behind it


def _mail_server(address: str) -> dict[str, Any]:
    """What `smtp://user:password@host:587?tls=1` says. The complaint repeats none of it: it is secret."""
    nonsense = ImproperlyConfigured(
        "EMAIL_URL cannot be read: write it like smtp://user:password@mail.example.org:587?tls=1, "
        "or with smtps://; signs like @ or / in the password as %40 or %2F."
    )
    try:
        parts = urlsplit(address)
        port, more = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise nonsense from None
    is_ssl, starts_tls = parts.scheme == "smtps", more.pop("tls", "0")
    is_known = parts.scheme in {"smtp", "smtps"} and starts_tls in {"0", "1"} and not more
    is_plain = parts.path in {"", "/"} and not parts.fragment
    if not (is_known and is_plain and parts.hostname) or (is_ssl and starts_tls == "1"):
        raise nonsense
    return {
        "host": parts.hostname,
        "port": port or (465 if is_ssl else 587 if starts_tls == "1" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": starts_tls == "1",
        "use_ssl": is_ssl,
        "timeout": MAIL_SECONDS,
    }


_email_url = os.environ.get("EMAIL_URL", "").strip()
HAS_MAIL_SERVER = bool(_email_url)
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "").strip() or "webmaster@localhost"
if HAS_MAIL_SERVER and "@" not in os.environ.get("EMAIL_FROM", ""):
    raise ImproperlyConfigured(
        "EMAIL_FROM is missing: say from which address mail is sent, like desk@example.org."
    )
_smtp = _mail_server(_email_url) if HAS_MAIL_SERVER else {}
_email_backend = (
    f"django.core.mail.backends.{'smtp' if HAS_MAIL_SERVER else 'console'}.EmailBackend"
)
# Django 6.1 names this MAILERS and refuses both.
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": _email_backend, "OPTIONS": _smtp}}
else:
    EMAIL_BACKEND = _email_backend
    EMAIL_TIMEOUT = MAIL_SECONDS
    if HAS_MAIL_SERVER:
        EMAIL_HOST, EMAIL_PORT = _smtp["host"], _smtp["port"]
        EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp["username"], _smtp["password"]
        EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp["use_tls"], _smtp["use_ssl"]

# Where the site stands, for links in mail: nobody asks for a page when one is written.
_host = next(iter(ALLOWED_HOSTS), "localhost").lstrip(".").replace("*", "localhost")
_served_at = "" if os.environ.get("ALLOWED_HOSTS") else _file("site_url")
SITE_URL = os.environ.get("SITE_URL", "").strip().rstrip("/") or (
    _served_at or f"{'https' if HTTPS else 'http'}://{_host}"
)
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}: write it like https://example.org.")

# The face for Chinese letters in pictures that are drawn; where none is named, the usual places are searched.
CHINESE_FACE = os.environ.get("CHINESE_FACE", "").strip()

# What goes wrong is written to the error output, without what anybody typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"errors": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "loggers": {"django.request": {"handlers": ["errors"], "level": "ERROR"}},
}

# --- tags and rich text -----------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = False  # ASCII-only on SQLite: articles.curation folds names itself
TAGGIT_TAGS_FROM_STRING = "articles.language.words.split_tags"
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # the desk shows its own pages in a frame: SAMEORIGIN, as in the policy
]
