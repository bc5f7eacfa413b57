"""What can be done to several articles at once: first a page that says what will happen to each, or why it
will not; then the verbs, one article at a time.

The page does not guess. It calls the verb for each article and takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import curation
from articles.admin.fields import check_tag_name
from articles.admin.said import row_number
from articles.admin.tag_names import stands_for
from articles.models import Article, Topic
from articles.models.articles import Stage
from articles.publishing import workflow
from articles.refusals import Refused

Text = str | Promise
MOST = 200  # articles at once
MOST_KNOWN = 200  # names of tags that are offered


class TagNameForm(forms.Form):
    chosen = forms.CharField(
        label=_("Tag"),
        max_length=100,
        validators=[check_tag_name],
        widget=forms.TextInput(attrs={"list": "known-tags"}),
    )

    def known(self) -> list[str]:
        """The names used most, to be offered while one types. Two queries."""
        return [found.name for found in curation.suggest("", limit=MOST_KNOWN)]


class TopicForm(forms.Form):
    chosen = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"))


@dataclass(frozen=True)
class Bulk:
    """One thing to do. `do(article, chosen, actor)` calls the verb; `form` asks for what it needs besides,
    and `about` says what was chosen. `permission` is the admin's: `has_<permission>_permission`.
    """

    name: str
    label: Text
    will: Text
    permission: str
    do: Callable[[Article, Any, Any], Any]
    form: type[forms.Form] | None = None
    about: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What happens to an article, or why nothing does; and whether it goes back to review for it."""

    article: Article
    refusal: str
    is_looked_at_again: bool = False


def _add_tag(article: Article, name: str, actor: Any) -> None:
    workflow.reconsider(curation.add_tag(article, name, actor=actor), actor=actor)


def _remove_tag(article: Article, name: str, actor: Any) -> None:
    workflow.reconsider(curation.remove_tag(article, name, actor=actor), actor=actor)


def _pick(article: Article, topic: Topic, actor: Any) -> None:
    curation.choose_for_topic(topic, article, actor=actor)


BULK = (
    Bulk(
        name="submit_for_review",
        label=_("Send to review…"),
        will=_("Will be sent to review"),
        permission="submit",
        do=lambda article, _chosen, actor: workflow.submit(article, actor=actor),
    ),
    Bulk(
        name="approve",
        label=_("Approve…"),
        will=_("Will be approved"),
        permission="publish",
        do=lambda article, _chosen, actor: workflow.approve(article, actor=actor),
    ),
    Bulk(
        name="add_tag",
        label=_("Add a tag…"),
        will=_("Will get the tag"),
        permission="change",
        do=_add_tag,
        form=TagNameForm,
        about=stands_for,
    ),
    Bulk(
        name="remove_tag",
        label=_("Remove a tag…"),
        will=_("Will lose the tag"),
        permission="change",
        do=_remove_tag,
        form=TagNameForm,
    ),
    Bulk(
        name="choose_for_topic",
        label=_("Choose for a topic…"),
        will=_("Will be the last of the chosen articles"),
        permission="curate",
        do=_pick,
        form=TopicForm,
    ),
)


def _action(bulk: Bulk) -> Any:
    """As the admin wants it: a function of its own name, which says who may take it."""

    def run(model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return _run(bulk, model_admin, request, queryset)

    run.__name__ = bulk.name
    return admin.action(run, permissions=[bulk.permission], description=bulk.label)  # type: ignore[arg-type]


ACTIONS = tuple(_action(bulk) for bulk in BULK)


def outcomes(bulk: Bulk, articles: Iterable[Article], chosen: Any, actor: Any) -> list[Outcome]:
    """What each verb would say now. Everything is taken back."""
    return [_attempt(bulk, row, chosen, actor, is_trial=True) for row in articles]


def _attempt(bulk: Bulk, article: Article, chosen: Any, actor: Any, *, is_trial: bool) -> Outcome:
    try:
        with transaction.atomic():
            bulk.do(article, chosen, actor)
            stage = Article.objects.values_list("stage", flat=True).get(pk=article.pk)
            transaction.set_rollback(is_trial)
    except Refused as refusal:
        return Outcome(article, str(refusal))
    is_looked_at_again = article.stage == Stage.APPROVED and stage == Stage.IN_REVIEW
    return Outcome(article, "", is_looked_at_again)


def _as_seen(article: Article, request: HttpRequest) -> Article:
    """In the version that the page told of, so that verbs about the text refuse a newer one."""
    seen = row_number(request.POST.get(f"version-{article.pk}", ""))
    article.version = article.version if seen is None else seen
    return article


def _run(bulk: Bulk, model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    if queryset.count() > MOST:
        text = gettext("Choose at most %(most)d articles at once.") % {"most": MOST}
        messages.error(request, text)
        return None
    articles = list(queryset)
    is_sent = "do" in request.POST or "look" in request.POST
    form = bulk.form(request.POST if is_sent else None) if bulk.form else None
    chosen = form.cleaned_data["chosen"] if form and form.is_valid() else None
    is_told = form is None or chosen is not None
    if is_told and "do" in request.POST:
        _do(bulk, request, [_as_seen(row, request) for row in articles], chosen)
        return None
    found = outcomes(bulk, articles, chosen, request.user) if is_told else []
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": bulk.label,
        "bulk": bulk,
        "form": form,
        "chosen": chosen,
        "about": bulk.about(chosen) if bulk.about and chosen else "",
        "is_told": is_told,
        "articles": articles,
        "outcomes": found,
        "done_count": sum(not outcome.refusal for outcome in found),
        "checkbox": ACTION_CHECKBOX_NAME,
        "back": reverse("admin:articles_article_changelist"),
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/articles/article/bulk.html", context)


def _do(bulk: Bulk, request: HttpRequest, articles: list[Article], chosen: Any) -> None:
    tried = [_attempt(bulk, row, chosen, request.user, is_trial=False) for row in articles]
    refused = [f"{one.article}: {one.refusal}" for one in tried if one.refusal]
    done = len(articles) - len(refused)
    if done:
        text = ngettext("Done for %(count)d article.", "Done for %(count)d articles.", done) % {
            "count": done
        }
        messages.success(request, text)
    if refused:
        text = ngettext("%(count)d was refused.", "%(count)d were refused.", len(refused))
        messages.warning(request, " ".join([text % {"count": len(refused)}, *refused[:5]]))
