"""The mail that reminds the rights desk, in words: what falls due, who relies on it, where it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import addresses
from articles.models import Article
from articles.models.reminders import ReminderKind
from articles.rights import days as rights_days
from articles.rights import duties
from articles.rights.duties import Duty

MOST = 40  # things of a kind that one mail names
MOST_ARTICLES = 10  # that rely on one permission

News = tuple[Duty, int]  # with its offset, in days

HEADINGS = {
    ReminderKind.ENDING: gettext_lazy("Permissions that end"),
    ReminderKind.FEE: gettext_lazy("Fees that are due"),
    ReminderKind.COPY: gettext_lazy("Copies that are due to a holder"),
    ReminderKind.UPSTREAM: gettext_lazy("Originals to look at"),
}


def subject(number: int) -> str:
    """One line that names nobody."""
    said = ngettext(
        "Rights: %(number)d thing to see to", "Rights: %(number)d things to see to", number
    )
    return said % {"number": number}


def body(news: list[News]) -> str:
    """Plain text, by kind, the soonest first; at most `MOST` of a kind. One query."""
    ending = [duty.permission for duty, _days in news if duty.permission and _is_ending(duty)]
    relying = duties.relying(ending)
    parts = []
    for kind, heading in HEADINGS.items():
        of_kind = sorted(
            (one for one in news if one[0].kind == kind), key=lambda one: one[0].due_at
        )
        if not of_kind:
            continue
        lines = [str(heading), ""]
        for duty, days in of_kind[:MOST]:
            lines += [*SAID[kind](duty, days, relying), f"  {addresses.absolute(duty.address)}", ""]
        if len(of_kind) > MOST:
            more = len(of_kind) - MOST
            lines += [ngettext("And %(more)d more.", "And %(more)d more.", more) % {"more": more}]
            lines += [""]
        parts.append("\n".join(lines))
    foot = _(
        "What is done is not reminded of again. The first page of the desk lists what is open."
    )
    return "\n".join([*parts, foot, ""])


def _is_ending(duty: Duty) -> bool:
    return duty.kind == ReminderKind.ENDING


def _ending(duty: Duty, days: int, relying: dict[int, list[Article]]) -> Iterator[str]:
    permission = duty.permission
    assert permission is not None, "it is about one"
    until = rights_days.until_in_words(duty.due_at, permission.zone)
    facts = {"permission": permission.reference, "day": until, "moment": until}
    is_whole = rights_days.ends_with_a_day(duty.due_at, permission.zone)
    said = {
        (True, True): _("- %(permission)s ends: its last day is %(day)s."),
        (True, False): _("- %(permission)s ends on %(moment)s."),
        (False, True): _("- %(permission)s has ended: its last day was %(day)s."),
        (False, False): _("- %(permission)s ended on %(moment)s."),
    }
    yield said[days < 0, is_whole] % facts
    articles = relying.get(permission.chain_id, [])
    if not articles:
        yield "  " + _("No published article relies on it.")
        return
    named = [_("“%(title)s”") % {"title": article} for article in articles[:MOST_ARTICLES]]
    if len(articles) > MOST_ARTICLES:
        more = len(articles) - MOST_ARTICLES
        named.append(ngettext("%(more)d more", "%(more)d more", more) % {"more": more})
    yield "  " + _("Articles that rely on it: %(titles)s.") % {"titles": _(", ").join(named)}
    then = {"what": permission.get_ending_display()}
    yield "  " + _("When it ends: %(what)s.") % then


def _fee(duty: Duty, days: int, relying: dict[int, list[Article]]) -> Iterator[str]:
    permission = duty.permission
    assert permission is not None, "it is about one"
    facts = {
        "permission": permission.reference,
        "day": formats.date_format(permission.fee_due_on or duty.due_at, "DATE_FORMAT"),
        "amount": permission.fee_amount,
        "currency": permission.fee_currency,
    }
    yield _("- %(permission)s: %(amount)s %(currency)s, due on %(day)s.") % facts


def _copy(duty: Duty, days: int, relying: dict[int, list[Article]]) -> Iterator[str]:
    facts = {"title": duty.article, "permission": duty.permission, "moment": _moment(duty)}
    yield _("- “%(title)s”, for %(permission)s: by %(moment)s.") % facts


def _look(duty: Duty, days: int, relying: dict[int, list[Article]]) -> Iterator[str]:
    seen = formats.date_format(timezone.localtime(duty.due_at - duties.LOOK_AGAIN), "DATE_FORMAT")
    facts = {"title": duty.article, "day": seen}
    yield _("- “%(title)s”: nobody has looked at the original since %(day)s.") % facts


SAID: dict[ReminderKind, Callable[[Duty, int, dict[int, list[Article]]], Iterator[str]]] = {
    ReminderKind.ENDING: _ending,
    ReminderKind.FEE: _fee,
    ReminderKind.COPY: _copy,
    ReminderKind.UPSTREAM: _look,
}


def _moment(duty: Duty) -> str:
    """An instant in the publication's time zone, which is named."""
    moment = formats.date_format(timezone.localtime(duty.due_at), "DATETIME_FORMAT")
    return f"{moment} ({timezone.get_current_timezone_name()})"
