"""The verbs of the working copy as pages of the desk: what each asks, and when each is offered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import Moment, moment_in_words
from articles.admin.verbs import Verb, VerbForm, WordsForm
from articles.models import Article, Edition
from articles.models.articles import Stage, WithdrawalReason
from articles.models.editions import EditionKind
from articles.publishing import release, restoring, workflow


class ChangesForm(WordsForm):
    said = forms.CharField(
        label=_("What should change"),
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )


class PublishForm(VerbForm):
    """Now, or at a moment of the publication's time zone; from the second version on, what kind it is."""

    NOW, LATER = "now", "later"

    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            (NOW, _("Now: readers see it at once")),
            (LATER, _("Later: it goes out at the moment that you choose")),
        ],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    at = Moment(label=_("From"), required=False)
    kind = forms.ChoiceField(
        label=_("What kind of change is it?"),
        choices=[
            (EditionKind.MINOR, _("Small repair: a slip of the pen. Readers are not told.")),
            (EditionKind.UPDATE, _("Update: there is something new. Readers are told what.")),
            (EditionKind.CORRECTION, _("Correction: it was wrong. Readers are told what.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of version this is.")},
    )
    note = forms.CharField(
        label=_("Note for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What changed, in a sentence. An update or a correction needs one."),
    )

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if not row.editions.exists():
            del self.fields["kind"], self.fields["note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == self.LATER and "at" not in self.errors:
            at = cleaned.get("at")
            if at is None:
                self.add_error("at", _("Say from which moment on."))
            elif at <= timezone.now():
                self.add_error("at", _("Choose a moment to come, or publish it now."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        told = {name: self.cleaned_data.get(name, "") for name in ("kind", "note")}
        return {**told, "at": self.moment}

    @property
    def moment(self) -> datetime | None:
        """The moment chosen; None for now."""
        chosen = getattr(self, "cleaned_data", {})
        return chosen.get("at") if chosen.get("when") == self.LATER else None


class TakedownForm(WordsForm):
    takedown_at = Moment(
        label=_("Off the site from"),
        required=False,
        help_text=_("Leave it empty to give up the plan."),
    )
    field_order = ["takedown_at", "said"]

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.initial["takedown_at"] = row.planned_takedown_at


class WithdrawForm(VerbForm):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "---------"), *WithdrawalReason.choices]
    )
    notice = forms.CharField(
        label=_("Notice for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands at the article's address from now on, with its title and byline."),
    )


class VersionForm(VerbForm):
    """Carries the version of the working copy that the page was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.initial["version"] = row.version


def undo_restore(article: Article, *, actor: Any, version: int) -> Article:
    """Takes back a restoring as the page knew it; a newer version is refused by the verb."""
    article.version = version
    return restoring.undo_restore(article, actor=actor)


def is_at(*stages: Stage) -> Any:
    return lambda article: article.stage in stages


def is_withdrawn(article: Article) -> bool:
    return article.withdrawn_at is not None


def is_online_or_coming(article: Article) -> bool:
    return article.windows.filter(live_until__gt=timezone.now()).exists()


def is_scheduled(article: Article) -> bool:
    return article.editions.filter(at__gt=timezone.now()).exists()


def about_publishing(article: Article) -> str:
    last = article.editions.order_by("-number").first()
    if last is None:
        return str(_("Readers will see the article as it is saved now."))
    last.article = article
    version = {"number": last.number}
    if not release.is_changed(article, last):
        return (
            _("Nothing has changed since version %(number)d: there is nothing to publish.")
            % version
        )
    return (
        _("Readers will see the article as it is saved now in place of version %(number)d.")
        % version
    )


def with_link(sentence: Any, address: str, text: Any) -> SafeString:
    return format_html('{} <a href="{}">{}</a>', sentence, address, text)


def told_of_publishing(article: Article, edition: Edition) -> Any:
    if edition.at > edition.created_at:
        moment = moment_in_words(edition.at)
        return _("Scheduled: it goes out on %(moment)s.") % {"moment": moment}
    address = edition.get_absolute_url()
    return with_link(_("Published. Readers see it now."), address, _("Read it on the site"))


def told_of_plan(article: Article, planned: Article) -> Any:
    if planned.planned_takedown_at is None:
        return _("The plan is given up.")
    moment = moment_in_words(planned.planned_takedown_at)
    return _("Planned: it leaves the site on %(moment)s.") % {"moment": moment}


def told_with_its_page(sentence: Any, text: Any) -> Any:
    """The sentence, and a link to the address at which readers find the article or its notice."""

    def told(article: Article, _answer: Any) -> Any:
        last = article.editions.order_by("-number").first()
        return with_link(sentence, last.get_absolute_url(), text) if last else sentence

    return told


VERBS = (
    Verb(
        name="submit",
        label=_("Send to review"),
        explanation=_("An editor looks at it next. You may go on writing."),
        done=_("Sent to review."),
        permission="submit_article",
        do=workflow.submit,
        fits=is_at(Stage.DRAFT),
        shows_checklist=True,
        needs_text=True,
    ),
    Verb(
        name="request-changes",
        label=_("Ask for changes"),
        explanation=_("It becomes a draft again, and its writer sees what you ask for."),
        done=_("Sent back with your words."),
        permission="publish_article",
        do=workflow.request_changes,
        fits=is_at(Stage.IN_REVIEW, Stage.APPROVED),
        form=ChangesForm,
    ),
    Verb(
        name="approve",
        label=_("Approve"),
        explanation=_("It may be published as it stands."),
        done=_("Approved."),
        permission="publish_article",
        do=workflow.approve,
        fits=is_at(Stage.IN_REVIEW),
        shows_checklist=True,
        needs_text=True,
    ),
    Verb(
        name="publish",
        label=_("Publish"),
        explanation=_("Readers will see the article as it is saved now."),
        done=_("Published."),
        permission="publish_article",
        do=release.publish,
        fits=lambda article: not (is_withdrawn(article) or is_scheduled(article)),
        form=PublishForm,
        explains=about_publishing,
        tells=told_of_publishing,
        shows_checklist=True,
        needs_text=True,
    ),
    Verb(
        name="unschedule",
        label=_("Take off the schedule"),
        explanation=_("The scheduled version will not appear. The working copy stays as it is."),
        done=_("Taken off the schedule."),
        permission="publish_article",
        do=release.unschedule,
        fits=is_scheduled,
    ),
    Verb(
        name="take-down",
        label=_("Plan a take-down"),
        explanation=_("From that moment on, readers find a removal notice in its place."),
        done=_("The plan is kept."),
        tells=told_of_plan,
        permission="withdraw_article",
        do=release.plan_takedown,
        fits=lambda article: bool(article.planned_takedown_at) or is_online_or_coming(article),
        form=TakedownForm,
    ),
    Verb(
        name="withdraw",
        label=_("Withdraw"),
        explanation=_("It leaves the site at once. A removal notice stays at its address."),
        done=_("Withdrawn."),
        tells=told_with_its_page(
            _("Withdrawn. A removal notice stands at its address."), _("See the notice")
        ),
        permission="withdraw_article",
        do=release.withdraw,
        fits=lambda article: not is_withdrawn(article) and is_online_or_coming(article),
        form=WithdrawForm,
        is_grave=True,
    ),
    Verb(
        name="reinstate",
        label=_("Put back online"),
        explanation=_("Readers see it again, as far as its permissions reach."),
        done=_("It is back online."),
        tells=told_with_its_page(
            _("It is back online, as far as its permissions reach."), _("Read it on the site")
        ),
        permission="withdraw_article",
        do=release.reinstate,
        fits=is_withdrawn,
    ),
    Verb(
        name="undo-restore",
        label=_("Undo the restoring"),
        explanation=_("The working copy says again what it said before a version was restored."),
        done=_("Undone: the working copy is as it was before."),
        permission="publish_article",
        do=undo_restore,
        fits=restoring.can_undo_restore,
        form=VersionForm,
    ),
)
