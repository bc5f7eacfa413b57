"""Renaming a tag at the desk: type the name, see what it changes, do it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fields import check_tag_name
from articles.admin.tag_verbs import SaidForm, for_tidiers, latest, outlook, page, tell
from articles.language import words
from articles.models import Tag
from articles.models.taxonomy import NAME_LENGTH
from articles.models.tidying import TagVerb
from articles.refusals import Refused
from articles.tidying.renaming import Renaming, TagNameTaken, rename_tag


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("New name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, tag: Tag, **given: Any) -> None:
        super().__init__(*args, **given)
        self.tag = tag

    def clean_name(self) -> str:
        name = free_name(self.cleaned_data["name"], self.tag)
        if name == self.tag.name:
            raise ValidationError(_("It is called that already."))
        return name


def free_name(typed: str, tag: Tag) -> str:
    """The name as it will be kept. Raises `ValidationError` where another tag has it, or its address."""
    name, holder = _looked_up(typed, tag)
    if holder:
        raise ValidationError(str(TagNameTaken.message), code="taken")
    same_address = Tag.objects.filter(slug=words.slugify(name)).exclude(pk=tag.pk)
    if tag.pk and same_address.exists():
        raise ValidationError(_("Another tag has the address that this name would get."))
    return name


def free_elsewhere(typed: str, tag: Tag) -> str:
    """The name in another language as it will be kept. Raises `ValidationError` where another tag has it,
    and says which.
    """
    name, holder = _looked_up(typed, tag)
    if holder:
        text = _("“%(tag)s” has this name already.")
        raise ValidationError(text % {"tag": holder.name}, code="taken")
    return name


def _looked_up(typed: str, tag: Tag) -> tuple[str, Tag | None]:
    """The name as it will be kept, and another tag that is called so. Raises `ValidationError` where it can
    be no name.
    """
    name = " ".join(typed.split())
    check_tag_name(name)
    holder = Tag.objects.resolve([name]).get(name)
    return name, holder if holder and holder.pk != tag.pk else None


@for_tidiers
def rename(request: HttpRequest, object_id: int) -> HttpResponse:
    """The form for the name; then what it changes. At most 22 queries besides the verb."""
    tag = get_object_or_404(Tag, pk=object_id)
    given = request.POST if request.method == "POST" else request.GET
    naming = NameForm(given if "name" in given else None, tag=tag, initial={"name": tag.name})
    back = reverse("admin:articles_tag_change", args=[tag.pk])
    context: dict[str, Any] = {"tag": tag, "naming": naming, "back": back, "form": SaidForm()}
    if naming.is_valid():
        name: str = naming.cleaned_data["name"]
        form = context["form"] = SaidForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            user: Any = request.user
            try:
                rename_tag(tag, actor=user, name=name, **form.cleaned_data)
            except Refused as refused:
                context["refusal"] = str(refused)
            else:
                text = _("It is called “%(name)s” now.") % {"name": name}
                return tell(request, text, latest(TagVerb.RENAME, user))
        planned = Renaming((tag,), timezone.now(), name)
        moving = [one for one in outlook(planned) if one.number]
        context |= {"planned": planned, "moving": moving}
    return page(request, "rename", _("Rename “%(name)s”") % {"name": tag.name}, **context)


def asked(tag: Tag, name: str) -> HttpResponse:
    """The way to what that name would change."""
    address = reverse("admin:articles_tag_rename", args=[tag.pk], query={"name": name})
    return HttpResponseRedirect(address)
