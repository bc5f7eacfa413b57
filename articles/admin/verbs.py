"""How the desk calls a verb: a button, a page that says what will happen, and the answer beside its field.

Nothing here decides anything: whether it may be done is asked of the verb each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.admin.mistakes import MistakesAdmin
from articles.refusals import Refused

Text = str | Promise


class VerbForm(forms.Form):
    """What a verb wants to be told; `row` is what it is done to."""

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data

    def refuse(self, refusal: Refused) -> None:
        """Puts the refusal beside its field, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal.message))


class WordsForm(VerbForm):
    """A verb with a word for the log, if one has something to say."""

    said = forms.CharField(
        label=_("A word about it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the desk log."),
    )


@dataclass(frozen=True)
class Verb:
    """One thing that can be done to a row. `fits` says whether it makes sense now; `do` is the verb."""

    name: str
    label: Text
    explanation: Text
    done: Text
    permission: str
    do: Callable[..., Any]
    fits: Callable[[Any], bool] = lambda row: True
    form: type[VerbForm] = WordsForm
    shows_checklist: bool = False
    is_grave: bool = False
    needs_text: bool = False  # it is about what the form says, so that is saved first
    explains: Callable[[Any], Text] | None = None  # in place of `explanation`, of this row
    tells: Callable[[Any, Any], Text] | None = None  # in place of `done`, of the row and the answer

    def is_open_to(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm(f"articles.{self.permission}"))

    def explain(self, row: Any) -> Text:
        """What will happen if it is done to this row."""
        return self.explains(row) if self.explains else self.explanation

    def tell(self, row: Any, answer: Any) -> Text:
        """What happened, once it did."""
        return self.tells(row, answer) if self.tells else str(self.done)


class VerbAdmin(MistakesAdmin):
    """An admin whose rows have verbs: each at `<pk>/do/<name>/`, offered to those who may."""

    verbs: tuple[Verb, ...] = ()
    verb_template = "admin/verb.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_verb"
        view = self.admin_site.admin_view(self.verb_view)
        return [path("<int:object_id>/do/<slug:verb>/", view, name=name), *super().get_urls()]

    def verb_address(self, row: models.Model, verb: Verb) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_verb"
        return reverse(name, args=[row.pk, verb.name])

    def row_address(self, row: models.Model) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[row.pk])

    def address_after(self, row: models.Model, verb: Verb) -> str:
        """The page that says that it was done."""
        return self.row_address(row)

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[Verb, str]]:
        """The verbs that this person may use on the row as it is, with their addresses."""
        return [
            (verb, self.verb_address(row, verb))
            for verb in self.verbs
            if verb.is_open_to(request) and verb.fits(row)
        ]

    def verb_initial(self, request: HttpRequest, row: Any, verb: Verb) -> dict[str, Any]:
        """What the form begins with, where the address of the page says something."""
        return {}

    def verb_context(
        self, request: HttpRequest, row: Any, form: VerbForm, verb: Verb
    ) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def verb_view(self, request: HttpRequest, object_id: int, verb: str) -> HttpResponse:
        chosen = next((known for known in self.verbs if known.name == verb), None)
        row = self.get_object(request, str(object_id))
        if chosen is None or row is None:
            raise Http404
        if not (chosen.is_open_to(request) and self.has_view_permission(request, row)):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = chosen.form(*sent, row=row, initial=self.verb_initial(request, row, chosen))
        if request.method == "POST" and form.is_valid():
            try:
                answer = chosen.do(row, actor=request.user, **form.arguments())
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, chosen.tell(row, answer))  # type: ignore[arg-type]
                return HttpResponseRedirect(self.address_after(row, chosen))
        return TemplateResponse(request, self.verb_template, self._page(request, row, form, chosen))

    def _page(self, request: HttpRequest, row: Any, form: VerbForm, verb: Verb) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": verb.label,
            "subtitle": str(row),
            "original": row,
            "verb": verb,
            "explanation": verb.explain(row),
            "form": form,
            "back": self.row_address(row),
            "media": self.media + form.media,
            **self.verb_context(request, row, form, verb),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if row and self.has_view_permission(request, row):
            offered = cache(partial(self.offered, request, row))
            shown = {"verbs": offered, **self.beside(request, row)}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self.onward(request, obj) or super().response_change(request, obj)

    def onward(self, request: HttpRequest, row: Any) -> HttpResponse | None:
        """A button of the form that saved first, and now leads to its page."""
        wanted = request.POST.get("_then", "")
        for verb, address in self.offered(request, row):
            if verb.name == wanted:
                return HttpResponseRedirect(address)
        return None

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the change page shows beside its form."""
        return {}
