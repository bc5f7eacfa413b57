"""The words of the mails about requests, in the language in which they were asked.

What a stranger typed stands in no mail before they confirmed it: anybody can type anybody's address.
"""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles import addresses
from articles.language import wording
from articles.models import Edition, Masthead, ReprintRequest
from articles.models.requests import Portion
from articles.piece import RightsStatement


class Mail(NamedTuple):
    subject: str
    body: str


class Start(NamedTuple):
    """Words that an answer may begin with: how the desk calls them, and what they say."""

    label: str | Promise
    text: str | Promise


STARTS: dict[str, Start] = {
    "dates": Start(
        gettext_lazy("From when until when?"),
        gettext_lazy(
            "Thank you for asking. Before we can answer: from when until when is the text to appear, "
            "and how many people will it reach?"
        ),
    ),
    "where": Start(
        gettext_lazy("Where exactly?"),
        gettext_lazy(
            "Thank you for asking. Please tell us where exactly the text is to appear, and send us the "
            "address of the publication if it has one."
        ),
    ),
    "terms": Start(
        gettext_lazy("Our terms"),
        gettext_lazy(
            "We are glad to allow this on the following terms: the text stays unchanged, the words of "
            "credit stand beside it, and you send us a copy or a link once it is out. Please answer "
            "whether you agree."
        ),
    ),
    "thanks": Start(
        gettext_lazy("Thanks and good wishes"),
        gettext_lazy(
            "We are glad that you want to print this text. Please send us a copy or a link once it is out."
        ),
    ),
    "holder": Start(
        gettext_lazy("We do not hold the rights"),
        gettext_lazy(
            "The rights to this text are not ours, so we cannot grant this. We have passed your request on "
            "to those who hold them; they will answer you themselves."
        ),
    ),
    "no": Start(
        gettext_lazy("No, with thanks"),
        gettext_lazy(
            "Thank you for asking. We are sorry that we cannot allow this use. You are welcome to quote "
            "from the text and to link to it."
        ),
    ),
    "no-changes": Start(
        gettext_lazy("Not in a changed form"),
        gettext_lazy(
            "Thank you for asking. We can allow the text as it stands, but not in a changed or shortened "
            "form. If that suits you, please ask us once more."
        ),
    ),
}


def starts(language: str) -> dict[str, str]:
    """What each start says in that interface language."""
    with translation.override(language):
        return {name: str(start.text) for name, start in STARTS.items()}


def page_address(row: ReprintRequest, view: str = "reprint_request") -> str:
    """Where those who asked follow their request, with the site's name."""
    with translation.override(row.language):
        return addresses.absolute(reverse(view, args=[row.token]))


def article_address(edition: Edition, view: str = "article") -> str:
    return addresses.absolute(addresses.article(edition.slug, edition.language, view=view))


def kit(edition: Edition, said: RightsStatement) -> str:
    """Where on the site the text is ready to be taken; empty where it may not be handed on."""
    if not said.has_kit:
        return ""
    return addresses.article(edition.slug, edition.language, view="republish")


def confirmation(row: ReprintRequest, edition: Edition) -> Mail:
    """Asks whether they asked. Nothing in it was typed by a stranger."""
    with translation.override(row.language):
        text = _(
            "Somebody, most likely you, asked us about reprinting “%(title)s” and gave this address. "
            "Please confirm that it was you; we read requests only then:"
        ) % {"title": edition.title}
        otherwise = _("If it was not you, do nothing: nobody will write to you again.")
        subject = _("Please confirm your request to reprint “%(title)s”")
        return Mail(
            subject % {"title": edition.title},
            "\n\n".join([text, page_address(row), otherwise, _our_name()]),
        )


def answer(row: ReprintRequest, edition: Edition, text: str) -> Mail:
    """What we say to them, between a greeting and the way to their page."""
    with translation.override(row.language):
        subject = _("Your request to reprint “%(title)s”") % {"title": edition.title}
        parts = [
            _("Hello %(name)s,") % {"name": row.name},
            text,
            _("Your request, and where you can answer:") + "\n" + page_address(row),
            _our_name(),
        ]
        return Mail(subject, "\n\n".join(parts))


def to_holder(row: ReprintRequest, edition: Edition, *, language: str, word: str = "") -> Mail:
    """Passes the request on to whoever holds the rights, who answers those who asked."""
    with translation.override(language):
        text = _(
            "Somebody asked us about reprinting “%(title)s”, which we ran with your permission. The rights "
            "are yours, so we granted nothing. Please answer them yourself: %(name)s, %(email)s"
        ) % {"title": edition.title, "name": row.name, "email": row.email}
        subject = _("A request to reprint “%(title)s”") % {"title": edition.title}
        facts = "\n".join(f"{label}: {value}" for label, value in facts_of(row))
        parts = [text, word, facts, article_address(edition), _our_name()]
        return Mail(subject, "\n\n".join(part for part in parts if part))


def facts_of(row: ReprintRequest) -> list[tuple[str, str]]:
    """What was asked, as label and value, in the active language; what was left empty is left out."""
    yes = _("yes")
    portion = str(row.get_portion_display())
    if row.portion == Portion.EXCERPT and row.excerpt_words:
        about = _("about %(count)d words") % {"count": row.excerpt_words}
        portion = f"{portion} ({about})"
    into = wording.written_language(row.into_language)
    asked = [
        (_("For whom"), row.organisation),
        (_("Where it is to appear"), row.publication),
        (_("Its web address"), row.publication_url),
        (_("Which use"), str(row.get_use_display())),
        (_("In which language"), into),
        (_("How much of it"), portion),
        (pgettext("a day", "From"), wording.day(row.from_on) if row.from_on else ""),
        (pgettext("a day", "Until"), wording.day(row.until_on) if row.until_on else ""),
        (_("It is sold, or carries advertising"), yes if row.is_commercial else ""),
        (_("They want to change or shorten it"), yes if row.will_edit else ""),
        (_("Anything else"), row.message),
    ]
    return [(label, value) for label, value in asked if value]


def _our_name() -> str:
    masthead = Masthead.objects.first()
    name = masthead.said("name").text if masthead else ""
    return name or _("A new publication")
