"""Looking at the original of a reprint: what was found, and what readers are told; and what stands beside
the article about its holder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.article_verbs import is_online_or_coming, is_withdrawn, with_link
from articles.admin.verbs import Verb, VerbForm
from articles.models import Article, Edition, ReprintCredit, SentCopy, Upstream
from articles.models.upstream import UpstreamState
from articles.rights import copies, upstream


class LookForm(VerbForm):
    """Begins with what was found the last time."""

    state = forms.ChoiceField(
        label=_("The original is"), choices=UpstreamState.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What the source corrected or retracted, in a sentence, in the article's language."
        ),
    )
    url = forms.CharField(
        label=_("Address of their notice"),
        required=False,
        max_length=500,
        help_text=_("If they have one."),
    )
    is_shown = forms.BooleanField(
        label=_("Tell readers"),
        required=False,
        help_text=_("The note then stands with the credit, on the article's page, at once."),
    )

    def __init__(self, *args: Any, row: Article, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        last = of(row)
        for name in self.fields if last else ():
            self.initial[name] = getattr(last, name)


@dataclass(frozen=True)
class Holder:
    """What the desk knows beside a reprint: the last look at its original, its copies, and the version of
    which a copy can be made.
    """

    upstream: Upstream | None
    copies: list[SentCopy]
    edition: Edition | None


def of(article: Article) -> Upstream | None:
    """The last look at the article's original. One query."""
    return Upstream.objects.filter(article=article).select_related("looked_by").first()


def holder(article: Article, *, at: Any) -> Holder | None:
    """None for what is no reprint. At most 4 queries."""
    if not is_reprint(article):
        return None
    return Holder(
        of(article),
        list(copies.of_article(article)),
        article.editions.ran(at=at).first(),
    )


def is_reprint(article: Article) -> bool:
    """One query, the first time that this article is asked."""
    return getattr(article, "credit_record", None) is not None


def _explained(article: Article) -> Any:
    credit: ReprintCredit | None = getattr(article, "credit_record", None)
    said = _(
        "Say how you found it. Readers see nothing of it unless you tick “Tell readers”; the next look is "
        "due in 90 days."
    )
    return with_link(said, credit.url, _("Open the original")) if credit and credit.url else said


def _told(article: Article, found: Upstream) -> Any:
    can_go = not is_withdrawn(article) and is_online_or_coming(article)
    if found.state == UpstreamState.RETRACTED and can_go:
        address = reverse("admin:articles_article_verb", args=[article.pk, "withdraw"])
        return with_link(
            _("Noted. The source took it back: readers still see it here."),
            address,
            _("Withdraw it, too"),
        )
    if found.is_shown:
        return _("Noted. Readers are told on the article's page.")
    return _("Noted. Readers are told nothing.")


LOOK = Verb(
    name="look",
    label=_("We looked at the original"),
    explanation=_("Say how you found it."),
    done=_("Noted."),
    permission="change_upstream",
    do=upstream.look,
    fits=is_reprint,
    form=LookForm,
    explains=_explained,
    tells=_told,
)
