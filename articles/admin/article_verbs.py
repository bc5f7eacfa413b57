"""The verbs of the working copy as pages of the desk: what each says, and when each is offered."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import moment_in_words
from articles.admin.verb_forms import (
    ChangesForm,
    PublishForm,
    RescheduleForm,
    TakedownForm,
    TextForm,
    VersionForm,
    WithdrawForm,
)
from articles.admin.verbs import Verb
from articles.models import Article, Edition
from articles.models.articles import Stage
from articles.publishing import release, restoring, scheduling, taking_back, workflow


def is_at(*stages: Stage) -> Any:
    return lambda article: article.stage in stages


def is_withdrawn(article: Article) -> bool:
    return article.withdrawn_at is not None


def is_online_or_coming(article: Article) -> bool:
    return article.windows.filter(live_until__gt=timezone.now()).exists()


def is_scheduled(article: Article) -> bool:
    return article.editions.filter(at__gt=timezone.now()).exists()


STOPPED = _("It cannot be published yet: mend first what the checklist names.")
NOT_NOW = _(
    "It cannot be published now: see the checklist. At a later moment that may be no hindrance any more."
)


def last_version(article: Article) -> Edition | None:
    last = article.editions.order_by("-number").first()
    if last:
        last.article = article
    return last


def is_as_published(article: Article) -> bool:
    """Whether there is nothing to publish. About 10 queries."""
    last = last_version(article)
    return last is not None and not release.is_changed(article, last)


def about_publishing(article: Article) -> str:
    last = last_version(article)
    if last is None:
        return str(_("Readers will see the article as it is saved now."))
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


def about_rescheduling(article: Article) -> str:
    coming = article.editions.filter(at__gt=timezone.now()).first()
    if coming is None:
        return ""
    return _(
        "Version %(number)d goes out on %(moment)s. Choose another moment: its text and its note stay "
        "as they were scheduled."
    ) % {"number": coming.number, "moment": moment_in_words(coming.at)}


def with_link(sentence: Any, address: str, text: Any) -> SafeString:
    return format_html('{} <a href="{}">{}</a>', sentence, address, text)


def told_of_publishing(article: Article, edition: Edition) -> Any:
    if edition.at > timezone.now():
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
        form=TextForm,
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
        form=TextForm,
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
        name="reschedule",
        label=_("Change the time"),
        explanation=_("The scheduled version goes out at another moment."),
        done=_("The time is changed."),
        permission="publish_article",
        do=scheduling.reschedule,
        fits=lambda article: not is_withdrawn(article) and is_scheduled(article),
        form=RescheduleForm,
        explains=about_rescheduling,
        tells=told_of_publishing,
    ),
    Verb(
        name="unschedule",
        label=_("Take off the schedule"),
        explanation=_("The scheduled version will not appear. The working copy stays as it is."),
        done=_("Taken off the schedule."),
        permission="publish_article",
        do=scheduling.unschedule,
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
        do=restoring.undo_restore,
        fits=restoring.can_undo_restore,
        form=VersionForm,
    ),
    Verb(
        name="undo-take-over",
        label=_("Undo the taking over"),
        explanation=_(
            "The reprint credit says again what it said before the text's own words were taken over. A draft "
            "permission that was begun for them stays, and nothing relies on it then."
        ),
        done=_("Undone: the record is as it was before."),
        permission="change_reprintcredit",
        do=taking_back.undo_take_over,
        fits=taking_back.can_undo,
        form=VersionForm,
    ),
)
