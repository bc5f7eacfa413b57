"""What the desk can do to a request to reprint: what each verb asks, says, and when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import RowField
from articles.admin.verbs import Verb, VerbForm
from articles.language import wording
from articles.models import Masthead, OutboundGrant, ReprintRequest, RequestNote
from articles.models.common import language_tag
from articles.models.requests import Portion, Use
from articles.reprinting import erasing, inbox, letters, requests, words
from articles.rights.statements import statement

LONGEST = RequestNote._meta.get_field("text").max_length


def _words(label: Any, *, required: bool = True, rows: int = 8, help_text: Any = "") -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class SayForm(VerbForm):
    """What they are told."""

    text = _words(
        _("What we tell them"),
        help_text=_("A greeting, and the address of their page, are added in the mail."),
    )

    def __init__(self, *args: Any, row: ReprintRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["text"].widget.attrs["lang"] = row.language


class RemarkForm(VerbForm):
    text = _words(_("Note"), rows=4, help_text=_("For the desk only."))


class AssignForm(VerbForm):
    to = RowField(User.objects.none(), label=_("Who sees to it"), required=False)

    def __init__(self, *args: Any, row: ReprintRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        who: Any = self.fields["to"]
        backend = "django.contrib.auth.backends.ModelBackend"
        who.queryset = User.objects.with_perm(f"articles.{inbox.RIGHT}", backend=backend)
        who.empty_label = _("Nobody yet")
        self.initial.setdefault("to", row.assigned_to_id)


class ForwardForm(VerbForm):
    to = forms.EmailField(
        label=_("To whom"),
        required=False,
        help_text=_("Left empty, it goes to the address that the permission or the source holds."),
    )
    is_by_hand = forms.BooleanField(
        label=_("I passed it on in another way: nothing is mailed to the holder"), required=False
    )
    word = _words(_("A word to the holder"), required=False, rows=4)
    text = _words(
        _("What we tell them"),
        required=False,
        help_text=_("Those who asked. Left empty, they are told nothing more."),
    )


class GrantForm(VerbForm):
    """What the letter says; it begins with what was asked."""

    use = forms.ChoiceField(label=_("Which use"), choices=Use.choices)
    into_language = forms.CharField(
        label=_("In which language"),
        required=False,
        max_length=16,
        validators=[language_tag],
        help_text=_("A tag like fr or zh-Hant; for a translation."),
    )
    portion = forms.ChoiceField(label=_("How much of it"), choices=Portion.choices)
    from_on = forms.DateField(
        label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=_("Until, that day included"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: without end, as long as our own right to it lasts."),
    )
    territory = forms.CharField(label=_("Territory"), required=False, max_length=200)
    may_edit = forms.BooleanField(label=_("They may change or shorten it"), required=False)
    is_commercial = forms.BooleanField(label=_("For commercial use"), required=False)
    credit = _words(_("Words of credit"), rows=3)
    conditions = _words(_("Conditions"), required=False, rows=4)
    text = _words(_("A word to them"), required=False, rows=4)

    def __init__(self, *args: Any, row: ReprintRequest, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        today = timezone.localdate()
        asked = {
            **{name: getattr(row, name) for name in ("use", "into_language", "portion")},
            "from_on": max(row.from_on or today, today),
            **{"until_on": row.until_on, "is_commercial": row.is_commercial},
            **{"may_edit": row.will_edit, "credit": _credit(row)},
        }
        self.initial = {**asked, **self.initial}

    def clean_from_on(self) -> date:
        return _in_reach(self.cleaned_data["from_on"])

    def clean_until_on(self) -> date | None:
        until_on = self.cleaned_data["until_on"]
        return _in_reach(until_on) if until_on else None

    def arguments(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        from_on, until_on = told.pop("from_on"), told.pop("until_on")
        now = timezone.now()
        begins = now if from_on == timezone.localdate(now) else _midnight(from_on)
        ends = _midnight(until_on + timedelta(days=1)) if until_on else None
        return {**told, "valid_from": begins, "valid_until": ends}


def _in_reach(day: date) -> date:
    """A day that no change of the time zone takes out of the calendar."""
    if not 1900 <= day.year <= 8999:
        raise forms.ValidationError(_("Choose a year between 1900 and 8999."))
    return day


def _midnight(day: date) -> datetime:
    """Where a day begins in the publication's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _credit(row: ReprintRequest) -> str:
    """The words of credit that the article's page of rights gives. At most 3 queries."""
    now = timezone.now()
    edition = requests.shown_edition(row, at=now)
    if edition is None:
        return ""
    masthead = Masthead.objects.get()
    said = statement(edition, at=now, masthead=masthead)
    with translation.override(row.language):
        address = letters.article_address(edition)
        return words.credit_to_copy(said, edition, masthead=masthead, address=address)


def fits(verb: str) -> Callable[[ReprintRequest], bool]:
    """Whether the table lets it be done to a request as it stands."""
    allowed_from, _state = requests.TRANSITIONS[verb]
    return lambda row: row.state in allowed_from and row.erased_at is None


def _may_merge(row: ReprintRequest) -> bool:
    return fits("merge")(row) and inbox.duplicates(row).exists()


def _explain_grant(row: ReprintRequest) -> str:
    edition = requests.shown_edition(row, at=timezone.now())
    text = _(
        "They get a letter with these words. Nothing can be granted that goes beyond our own permission, "
        "and the grant ends when ours does."
    )
    if edition is None or not edition.piece.original:
        return str(text)
    said = statement(edition, at=timezone.now(), masthead=Masthead.objects.get())
    if said.ends_at is None:
        return str(text)
    last = wording.day(said.ends_at - timedelta(seconds=1))
    return f"{text} {_('The last day of ours is %(day)s.') % {'day': last}}"


def _verb(name: str, label: Any, explanation: Any, done: Any, do: Any, **more: Any) -> Verb:
    return Verb(
        name=name.replace("_", "-"),
        label=label,
        explanation=explanation,
        done=done,
        permission=inbox.RIGHT,
        do=do,
        **{"form": VerbForm, **({} if "fits" in more else {"fits": fits(name)}), **more},
    )


VERBS = (
    _verb(
        "confirm",
        _("Confirm by hand"),
        _(
            "For a request whose mail did not arrive, or could not be sent: you know that it is theirs."
        ),
        _("Confirmed."),
        inbox.confirm_by_hand,
    ),
    _verb(
        "approve",
        _("Grant it"),
        "",
        _("Granted. They were written to."),
        inbox.approve,
        form=GrantForm,
        explains=_explain_grant,
    ),
    _verb(
        "answer",
        _("Write to them"),
        _("Nothing is decided by it."),
        _("Written."),
        inbox.answer,
        form=SayForm,
    ),
    _verb(
        "ask_back",
        _("Ask back"),
        _("It waits for their answer, and is new again when that comes."),
        _("Asked."),
        inbox.ask_back,
        form=SayForm,
    ),
    _verb(
        "quote",
        _("Offer terms"),
        _("It waits until they say whether they agree."),
        _("Offered."),
        inbox.quote,
        form=SayForm,
    ),
    _verb(
        "forward",
        _("Pass it on to the holder"),
        _("The holder gets what was asked, with the name and the address of whoever asked."),
        _("Passed on."),
        inbox.forward,
        form=ForwardForm,
    ),
    _verb(
        "decline",
        _("Decline"),
        _("They are told, and the request is decided."),
        _("Declined. They were written to."),
        inbox.decline,
        form=SayForm,
        is_grave=True,
    ),
    _verb(
        "assign",
        _("Give it to somebody"),
        _("Who sees to it. Everybody at the rights desk can go on answering."),
        _("Noted."),
        inbox.assign,
        form=AssignForm,
    ),
    _verb("note", _("Add a note"), "", _("Noted."), inbox.remark, form=RemarkForm),
    _verb(
        "merge",
        _("Merge with their other request"),
        _(
            "They asked for this article more than once. This one is closed, and its thread goes there."
        ),
        _("Merged. This one is closed."),
        inbox.merge,
        fits=_may_merge,
    ),
    _verb(
        "close",
        _("Close"),
        _("Nothing more is to be done about it. They are not told."),
        _("Closed."),
        inbox.close,
    ),
    _verb(
        "erase",
        _("Erase who asked"),
        _(
            "Name, address, message, thread and mails are deleted for good. Article, use, dates and state "
            "stay. After 24 months this happens by itself."
        ),
        _("Erased."),
        erasing.erase,
        fits=fits("note"),
        is_grave=True,
    ),
)
# Where what we say may begin with words that are often said.
BEGUN = frozenset({"answer", "ask-back", "quote", "decline", "forward", "approve"})


def granted(row: ReprintRequest) -> OutboundGrant | None:
    return getattr(row, "grant", None)
