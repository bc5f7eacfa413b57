"""What import found in the credit lines, beside the form that it would fill; buttons that take it over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.verbs import VerbAdmin
from articles.models import Article, Permission, ReprintCredit
from articles.models.people import Role
from articles.models.term_choices import Onward
from articles.publishing import taking_over
from articles.publishing.claim_answers import Answer, Stands, answers
from articles.publishing.filling import Outcome
from articles.refusals import Refused
from articles.rights.claims import TRANSLATOR, Suggestion

ALL = "all"
HERE = "of-claims"  # messages that stand among the claims, where the button was
CLAIMS: dict[str, str | Promise] = {
    "permission": gettext_lazy("It says that reprinting was authorised."),
    "licensee": gettext_lazy("It says that %(value)s may reprint it."),
    "source": gettext_lazy("Source: %(value)s"),
    "source_url": gettext_lazy("Address of the original: %(value)s"),
    "title": gettext_lazy("The original is called: %(value)s"),
    "first_published": gettext_lazy("First published: %(value)s"),
    "author": gettext_lazy("Author: %(value)s"),
    "translator": gettext_lazy("Translator: %(value)s"),
    "licence": gettext_lazy("Public licence: %(value)s"),
    "copyright": gettext_lazy("Copyright: %(value)s"),
    "changes": gettext_lazy("What was changed: %(value)s"),
    "red_flag": gettext_lazy("Take care: %(value)s"),
}

REMARKS: dict[Stands, str | Promise] = {
    Stands.RECORDED: gettext_lazy("This stands in the record."),
    Stands.NOTED: gettext_lazy("Noted in a draft permission, which is not granted."),
    Stands.DECIDED: gettext_lazy("A permission decides that, and stays as it is."),
}


@dataclass(frozen=True)
class FoundClaim:
    """A credit line of the text in the desk's words, with the words of the text. `fills` names what it
    would fill, each with its words; `button` is what its button sends, empty without one. `remark`
    tells whoever may take it over how it stands beside the record, `is_there` that all of it does.
    """

    said: str
    text: str
    line: int
    names_us: bool
    warning: str | Promise = ""
    is_private: bool = False
    is_there: bool = False
    remark: str = ""
    fills: list[str] = field(default_factory=list)
    button: str = ""


def claims(article: Article, user: Any) -> list[FoundClaim]:
    """What the text says of itself. Up to nine queries, none where it says nothing."""
    found = taking_over.suggestions(article)
    known = answers(article, found, at=timezone.now()) if found else {}
    return [_shown(one, user, known.get(one.place, Answer(Stands.OPEN))) for one in found]


def _shown(one: Suggestion, user: Any, answer: Answer) -> FoundClaim:
    may_take = taking_over.may_take(user, one) and one.fills
    is_open = may_take and answer.stands == Stands.OPEN
    return FoundClaim(
        said=_in_words(one),
        text=one.text,
        line=one.line,
        names_us=one.names_us,
        warning=one.warning,
        is_private=one.is_private and not may_take,
        is_there=may_take and answer.stands == Stands.RECORDED,
        remark=_remark(answer) if may_take else "",
        fills=_fills(one) if is_open else [],
        button=str(one.place) if is_open else "",
    )


def _remark(answer: Answer) -> str:
    if answer.said:
        told = _answer(answer.field, answer.said)
        return _("The permission in force says otherwise: %(told)s") % {"told": told}
    return str(REMARKS.get(answer.stands, ""))


def _in_words(one: Suggestion) -> str:
    if one.warning:
        return str(one.warning)
    if one.kind == "onward":
        value = one.terms.get("onward", one.value)
        label = Onward(value).label if value in Onward.values else value
        return _("May others reprint? %(answer)s.") % {"answer": label}
    sentence = CLAIMS.get(one.kind)
    return str(sentence) % {"value": one.value} if sentence else f"{one.kind}: {one.value}"


def _fills(one: Suggestion) -> list[str]:
    found = [_filled(ReprintCredit, name, value) for name, value in one.facts.items()]
    found += [_filled(Permission, name, value) for name, value in one.terms.items()]
    draft = [_("Into a draft permission.")] if one.is_private else []
    return [*draft, *(_answer(*entry) for entry in found)]


def _answer(name: Any, said: str) -> str:
    """A field with what it says; a question has its own mark."""
    name = str(name)
    if name.endswith(("?", "？")):
        return f"{name} {said}"
    return _("%(field)s: %(said)s") % {"field": name, "said": said}


def _filled(model: Any, name: str, value: str) -> tuple[str, str]:
    if name == TRANSLATOR:
        return str(Role.TRANSLATOR.label), value
    column = model._meta.get_field(name)
    label = str(capfirst(column.verbose_name))
    return label, str(dict(column.flatchoices).get(value, value))


class ClaimsAdmin(VerbAdmin):
    """An article's page with its claims: each is taken over by a button that saves the form first."""

    def beside(self, request: HttpRequest, row: Article) -> dict[str, Any]:
        found = cache(lambda: claims(row, request.user))
        can_take = cache(lambda: any(claim.button for claim in found()))
        return {**super().beside(request, row), "claims": found, "can_take_claims": can_take}

    def onward(self, request: HttpRequest, row: Article) -> HttpResponse | None:
        wanted = request.POST.get("_take")
        if wanted:
            self._take(request, row, wanted)
            return HttpResponseRedirect(self.row_address(row) + "#claims")
        if request.POST.get("_then") == "record-permission":
            credit = ReprintCredit.objects.filter(article=row).first()
            source = credit.source_id if credit else None
            asked = f"source={source}&article={row.pk}" if source else f"article={row.pk}"
            return HttpResponseRedirect(reverse("admin:articles_permission_add") + "?" + asked)
        return super().onward(request, row)

    def _take(self, request: HttpRequest, row: Article, wanted: str) -> None:
        """The one that was asked for, or all that this person may take."""
        user: Any = request.user
        places = [
            one.place
            for one in taking_over.suggestions(row)
            if wanted in {ALL, str(one.place)} and taking_over.may_take(user, one)
        ]
        try:
            outcome = taking_over.take_over(row, actor=user, claims=places)
        except Refused as refusal:
            messages.error(request, str(refusal), HERE)
        else:
            _tell(request, outcome)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    """What was filled, and what was not and why."""
    if outcome.filled:
        filled = {"fields": _listed(outcome.filled)}
        messages.success(request, _("Taken over: %(fields)s.") % filled, HERE)
    if outcome.permission:
        address = reverse("admin:articles_permission_change", args=[outcome.permission.pk])
        link = format_html('<a href="{}">{}</a>', address, outcome.permission)
        drafted = {"fields": _listed(outcome.drafted)}
        more = _("It says now: %(fields)s.") % drafted if outcome.drafted else ""
        text = _("Noted in the draft permission {}; it is not granted. {}")
        messages.success(request, format_html(text, link, more), HERE)
    for name, stays, said in outcome.kept:
        told = {"field": name, "stays": stays, "said": said}
        text = _("%(field)s stays “%(stays)s”; the text also says “%(said)s”.")
        messages.warning(request, text % told, HERE)
    for name, said in outcome.unfit:
        told = {"field": name, "said": said[:200]}
        messages.warning(request, _("%(field)s cannot be “%(said)s”.") % told, HERE)
    if outcome.is_permission_kept:
        text = _("It relies on a permission that is no draft any more: that one stays as it is.")
        messages.warning(request, text, HERE)
    elif not (outcome.filled or outcome.permission or outcome.kept or outcome.unfit):
        messages.info(request, _("All of this stands here already."), HERE)


def _listed(filled: Iterable[tuple[Any, str]]) -> str:
    return " · ".join(_answer(name, said) for name, said in filled)
