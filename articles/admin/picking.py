"""The media library as a figure asks for it, in JSON: looking, taking a file in, the focal point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import library, pictures
from articles.admin.answers import asks_for, first_error, refused
from articles.admin.widgets import picture_facts
from articles.models import Image
from articles.refusals import Refused

AT_ONCE = 24
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Upload:
    """What became of an uploaded file: an image, or why it is none."""

    image: Image | None = None
    refusal: str = ""
    was_here: bool = False


def receive(file: UploadedFile, *, actor: Any) -> Upload:
    """Takes the file in, or finds the image that its bytes became before. Not for a transaction."""
    data = file.read(pictures.MAX_BYTES + 1)
    was_here = Image.objects.filter(digest=pictures.digest_of(data)).exists()
    try:
        image = library.add_image(data, actor=actor, file_name=file.name or "")
    except Refused as refusal:
        return Upload(refusal=str(refusal))
    return Upload(image, was_here=was_here)


class Sought(forms.Form):
    q = forms.CharField(max_length=100, required=False)
    after = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class FocalPoint(forms.ModelForm):
    class Meta:
        model = Image
        fields = ("focal_x", "focal_y")


@require_GET
@asks_for("view_image", "change_image")
def look(request: HttpRequest) -> HttpResponse:
    """The newest pictures that have every word of `?q=`, below the number `?after=`. Two queries."""
    form = Sought(request.GET)
    if not form.is_valid():
        return first_error(form)
    rows = Image.objects.matching(form.cleaned_data["q"]).order_by("-pk")
    if after := form.cleaned_data["after"]:
        rows = rows.filter(pk__lt=after)
    found = list(rows.prefetch_related("renditions")[: AT_ONCE + 1])
    shown = found[:AT_ONCE]
    return JsonResponse(
        {
            "images": [picture_facts(image) for image in shown],
            "next": shown[-1].pk if len(found) > AT_ONCE else None,
        }
    )


@require_GET
@asks_for("view_image", "change_image")
def facts(request: HttpRequest, object_id: int) -> HttpResponse:
    """What a figure shows of one picture."""
    image = _found(object_id)
    return JsonResponse({"image": picture_facts(image)}) if image else _gone()


@require_POST
@asks_for("add_image")
def upload(request: HttpRequest) -> HttpResponse:
    """Takes the `file` in (201), or answers with the picture that it is already (200)."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return refused(_("Choose a file."))
    became = receive(file, actor=request.user)
    if became.image is None:
        return refused(became.refusal)
    return JsonResponse(
        {"image": picture_facts(became.image), "was_here": became.was_here},
        status=200 if became.was_here else 201,
    )


@require_POST
@asks_for("change_image")
def focus(request: HttpRequest, object_id: int) -> HttpResponse:
    """Moves the focal point to `focal_x`, `focal_y`, in percent."""
    image = _found(object_id)
    if image is None:
        return _gone()
    form = FocalPoint(request.POST, instance=image)
    if not form.is_valid():
        return first_error(form)
    form.save()
    return JsonResponse({"image": picture_facts(image)})


def _found(number: int) -> Image | None:
    """None also for a number that is no row's in any database."""
    if number > LARGEST_ID:
        return None
    return Image.objects.prefetch_related("renditions").filter(pk=number).first()


def _gone() -> JsonResponse:
    return refused(_("This picture is not in the media library any more."), status=404)


def addresses(site: AdminSite) -> list[URLPattern]:
    """The library's addresses under the images' own."""
    return [
        path("library/", site.admin_view(look), name="articles_image_library"),
        path("upload/", site.admin_view(upload), name="articles_image_upload"),
        path("<int:object_id>/facts/", site.admin_view(facts), name="articles_image_facts"),
        path("<int:object_id>/focal-point/", site.admin_view(focus), name="articles_image_focus"),
    ]
