"""The media library at the desk: pictures with thumbnails, taken in by the library's verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import DeskAdmin
from articles.admin.fields import when
from articles.admin.picking import Upload, addresses, receive
from articles.admin.translated import TranslatedAdmin, TranslatedForm
from articles.admin.widgets import crops, thumbnail
from articles.models import Image

FACTS = ("alt", "creator", "credit", "copyright_notice", "licence", "may_be_reprinted")
FOCAL_POINT = ("focal_x", "focal_y")


class ImageForm(TranslatedForm):
    """The facts of a picture. A new one's file was taken in before: see `ImageAdmin.changeform_view`.

    If something else is wrong, `taken_in` remembers the file, so that it is not asked for again.
    """

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("JPEG, PNG, WebP or GIF, up to 20 MB. Place and camera are not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    taken_in = forms.CharField(widget=forms.HiddenInput, required=False)
    upload: Upload | None = None

    class Meta:
        model = Image
        fields = (*FACTS, *FOCAL_POINT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk is not None or self.upload is None:
            return cleaned
        if self.upload.image is None:
            self.add_error("file", self.upload.refusal or _("Choose a file."))
            return cleaned
        self.instance = self.upload.image
        data: Any = self.data
        self.data = data.copy()
        self.data["taken_in"] = self.instance.digest  # type: ignore[index]
        for name in ("creator", "credit", "copyright_notice"):
            if name in cleaned:
                cleaned[name] = cleaned[name] or getattr(self.instance, name)
        return cleaned


class ImageAdmin(TranslatedAdmin, DeskAdmin):
    form = ImageForm
    view_on_site = False  # type: ignore[assignment]
    list_display = ("shown", "file_name", "alt", "creator", "place_count", "uploaded")
    list_display_links = ("shown",)
    list_filter = ("licence", "may_be_reprinted", "uploaded_at")
    search_fields = ("file_name", "alt", "translations", "creator", "credit")
    readonly_fields = ("crops", "size")

    class Media:
        js = [Script("articles/desk/focal.js", type="module")]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        facts = self.beside_each(FACTS)
        if obj:
            return ((None, {"fields": ("crops", *FOCAL_POINT, *facts, "size")}),)
        return ((None, {"fields": ("file", "taken_in", *facts, *FOCAL_POINT)}),)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """A file is taken in first, outside the transaction: that takes seconds."""
        if request.method == "POST" and object_id is None and self.has_add_permission(request):
            upload = take_in(request)
            if upload.was_here and upload.image:
                if IS_POPUP_VAR in request.POST:
                    return self.response_add(request, upload.image)
                text = _("This picture is here already. It was left as it is.")
                messages.info(request, str(text))
                return HttpResponseRedirect(
                    reverse("admin:articles_image_change", args=[upload.image.pk])
                )
            request.__dict__["desk_upload"] = upload
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.upload = request.__dict__.get("desk_upload")
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        rows: QuerySet[Image] = super().get_queryset(request)
        return rows.prefetch_related("renditions").annotate(
            places_in_editions=Count("edition_images", distinct=True)
        )

    @admin.display(description=_("picture"))
    def shown(self, image: Image) -> SafeString:
        return thumbnail(image)

    @admin.display(description=_("picture"))
    def crops(self, image: Image) -> SafeString:
        """Large, for the focal point to be set on it."""
        return crops(image)

    @admin.display(description=_("size"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=_("in published versions"), ordering="places_in_editions")
    def place_count(self, image: Any) -> str:
        """A sentence, since in the grid it stands under no heading."""
        count = int(image.places_in_editions)
        return ngettext(
            "In %(count)d published version", "In %(count)d published versions", count
        ) % {"count": count}

    @admin.display(description=_("uploaded"), ordering="uploaded_at")
    def uploaded(self, image: Image) -> SafeString:
        return when(image.uploaded_at)

    def get_urls(self) -> list[URLPattern]:
        return [*addresses(self.admin_site), *super().get_urls()]


def take_in(request: HttpRequest) -> Upload:
    """The picture of this request: its file, or the one that the form remembers."""
    user: Any = request.user
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        digest = request.POST.get("taken_in", "")
        return Upload(Image.objects.filter(digest=digest, uploaded_by=user).first())
    return receive(file, actor=user)
