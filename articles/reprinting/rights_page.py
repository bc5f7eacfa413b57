"""Who holds the rights to an article and who may reprint it; the form to ask, at an address of its own."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.html import conditional_escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles import addresses, post
from articles.models import Edition, Window
from articles.models.term_choices import Onward
from articles.outputs import fulltext, signals
from articles.reading import chrome, clock, heads, visitors
from articles.reading.kept import kept
from articles.reading.live import of_article
from articles.refusals import Refused
from articles.reprinting import asking, letters, words
from articles.reprinting.forms import RequestForm
from articles.rights import credit_words, days
from articles.rights.statements import statement

GIVEN, GIVEN_FOR = "asked-by", 10 * 60  # the cookie of the page that thanks, and its seconds


@kept()
@require_safe
@of_article
def rights(request: HttpRequest, window: Window) -> HttpResponse:
    """The rights of a live article in words. At most 4 queries."""
    edition = window.edition
    page = chrome.of(request, has_other_languages=False)
    said = statement(edition, at=clock.now(request), masthead=page.masthead)
    address = request.build_absolute_uri(edition.get_absolute_url())
    context = {
        "chrome": page,
        "head": heads.under_article(request, page, edition, _("Rights and reprints")),
        "edition": edition,
        "statement": said,
        "held": [
            conditional_escape(words.holder(said, edition, our_name=page.name.text)),
            *credit_words.slip(said, edition.piece),
        ],
        "conditions": words.what_may_be_done(
            said,
            our_contact=page.masthead.contact_email,
            keeps_pictures=_keeps_pictures(edition),
        ),
        "to_copy": words.credit_to_copy(said, edition, masthead=page.masthead, address=address),
        "licence": credit_words.licence(said),
        "kit": letters.kit(edition, said),
        "until": days.until_here(said.ends_at) if said.ends_at else "",
        "is_whole_day": said.ends_at and days.last_day(said.ends_at, days.here()),
        "may_ask": said.onward != Onward.FORBIDDEN,
    }
    response = chrome.respond(request, "articles/rights.html", context)
    response.headers[signals.USAGE] = signals.usage(is_allowed=said.allows_training)
    return response


def _keeps_pictures(edition: Edition) -> bool:
    """Whether there is a picture in it that may not go along. One query, none without pictures."""
    found = fulltext.largest(fulltext.digests([edition.piece]))
    return any(not rendition.image.may_be_reprinted for rendition in found.values())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_article
def ask(request: HttpRequest, window: Window) -> HttpResponse:
    """The form, and its receiver: a request that waits to be confirmed, then a page that says so."""
    edition = window.edition
    data = request.POST if request.method == "POST" else None
    form = RequestForm(data, article_key=edition.article.key)
    if data is not None and form.is_valid():
        return _receive(request, edition, form)
    return _show(request, edition, form)


@require_safe
@of_article
def asked(request: HttpRequest, window: Window) -> HttpResponse:
    """What happens next, after a request was sent."""
    page = chrome.of(request, has_other_languages=False)
    context = {
        "chrome": page,
        "head": heads.under_article(request, page, window.edition, _("Thank you")),
        "edition": window.edition,
        "sends_mail": settings.HAS_MAIL_SERVER,
        "mailbox": _given_address(request),
    }
    response = chrome.respond(request, "articles/asked.html", context)
    if context["mailbox"]:
        add_never_cache_headers(response)
    return response


def _given_address(request: HttpRequest) -> str:
    """The mail address that was just given; empty if the cookie of that page is over or was changed."""
    given = request.COOKIES.get(GIVEN, "")
    try:
        return str(signing.loads(given, salt=GIVEN, max_age=GIVEN_FOR)) if given else ""
    except signing.BadSignature:
        return ""


def _receive(request: HttpRequest, edition: Edition, form: RequestForm) -> HttpResponse:
    at = clock.now(request)
    try:
        visitors.admit(request, form=RequestForm.salt, at=at)
        language = get_language() or settings.LANGUAGE_CODE
        asking.ask(edition, at=at, language=language, **form.facts())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return visitors.put_off(_show(request, edition, form, status=visitors.STATUS))
    post.hurry(at=at)
    address = addresses.article(edition.slug, edition.language, view="asked_to_reprint")
    response = HttpResponseRedirect(address)
    # The next page names the mail address, and no address of a page may hold it: logs keep those.
    given = signing.dumps(form.facts()["email"], salt=GIVEN)
    response.set_cookie(
        *(GIVEN, given, GIVEN_FOR),
        path=address,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _show(
    request: HttpRequest, edition: Edition, form: RequestForm, *, status: int = 200
) -> HttpResponse:
    page = chrome.of(request, has_other_languages=False)
    title = _("A request to reprint “%(title)s”") % {"title": edition.title}
    context = {
        "chrome": page,
        "head": heads.under_article(request, page, edition, title),
        "form": form,
        "edition": edition,
        "sends_mail": settings.HAS_MAIL_SERVER,
        "marks_needed": True,
    }
    return chrome.respond(
        request,
        "articles/ask_to_reprint.html",
        context,
        status=status,
        is_form=True,
    )
