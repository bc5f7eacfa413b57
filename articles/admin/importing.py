"""Taking a document in at the desk: a file or a pasted text, then what was found in it, then the draft."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import intake
from articles.admin.account_words import account, cautions
from articles.admin.article_status import missing_pictures
from articles.admin.claims import claims
from articles.admin.pages import Page
from articles.importing import (
    ENDINGS,
    UnreadableDocument,
    embedded_pictures,
    read_document,
    read_pasted,
)
from articles.language import html, words
from articles.models import Article, Section
from articles.piece import Manuscript
from articles.refusals import NotAllowed, Refused

MAX_UPLOAD = 20_000_000  # what the largest kind may have; each reader knows its own limit
_HTML = re.compile(r"<(?:p|h[1-6]|div|article|html|body|ul|ol|table)[\s>]", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,4} \S|\+\+\+$|!\[[^\]]*\]\(|\[\^\w+\]:)", re.MULTILINE)


class ImportForm(forms.Form):
    """A file, or words pasted. `manuscript` and `document` are there once it is valid."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        required=False,
        allow_empty_file=True,
        max_length=1_000,
        help_text=gettext_lazy(
            "Word (.docx), Markdown, HTML or plain text. Pictures inside a Word document come along."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of a text file"),
        required=False,
        choices=[
            ("", gettext_lazy("Found by itself")),
            *((name, name) for name in ("UTF-8", "UTF-16", "GB18030", "Big5", "Windows-1252")),
        ],
        help_text=gettext_lazy("Only if the letters came out wrong."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "Paste it here. The first line is the title; headings begin sections."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Pasted as"),
        required=False,
        choices=[
            ("", gettext_lazy("Found by itself")),
            ("text", gettext_lazy("Plain text")),
            ("markdown", "Markdown"),
            ("html", "HTML"),
        ],
    )

    class Media:
        js = [Script("articles/desk/importing.js", type="module")]

    manuscript: Manuscript
    document: bytes
    file_name = ""

    @property
    def source(self) -> str:
        """The field that the document came by."""
        return "file" if self.file_name else "text"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        file, text = cleaned.get("file"), cleaned.get("text") or ""
        if bool(file) == bool(text.strip()):
            message = _("Choose a file or paste a text.")
            if file:
                message = _("There is a file and a pasted text. Import one after the other.")
            raise ValidationError(message, code="one")
        try:
            if file:
                self.file_name = file.name
                self._read_file(file, cleaned.get("encoding") or None)
            else:
                self.document = text.encode(errors="replace")
                kind = cleaned.get("kind") or kind_of(text)
                self.manuscript = read_pasted(text, kind=kind)  # type: ignore[arg-type]
        except UnreadableDocument as error:
            self.refuse(error.message, line=error.line)
        return cleaned

    def _read_file(self, file: Any, encoding: str | None) -> None:
        if file.size > MAX_UPLOAD:
            message = _("This file is larger than %d MB.") % (MAX_UPLOAD // 10**6)
            raise UnreadableDocument(message)
        self.document = file.read()
        self.manuscript = read_document(self.document, filename=file.name, encoding=encoding)

    def refuse(self, message: Any, *, line: int = 0) -> None:
        if line:
            message = _("Line %(line)d: %(message)s") % {"line": line, "message": message}
        self.add_error(self.source, ValidationError(message, code="unreadable"))

    def take_in(self, actor: Any) -> Article | None:
        """The draft; None if it was refused, with the reason beside the field."""
        try:
            intake.check(self.manuscript.piece, document=self.document)
            embedded = embedded_pictures(self.document, filename=self.file_name)
            manuscript = intake.take_pictures(self.manuscript, embedded.get, actor=actor)
            return intake.take_in(
                manuscript, actor=actor, document=self.document, file_name=self.file_name[-255:]
            )
        except intake.AlreadyHere as refusal:
            address = reverse("admin:articles_article_change", args=[refusal.article.pk])
            link = format_html('<a href="{}">{}</a>', address, refusal.article)
            self.refuse(format_html(_("This document is here already: {}"), link))
        except Refused as refusal:
            self.refuse(str(refusal.message))
        return None


def kind_of(text: str) -> str:
    """What a pasted text seems to be."""
    if text.lstrip().startswith("<") and _HTML.search(text):
        return "html"
    return "markdown" if _MARKDOWN.search(text) else "text"


def import_view(model_admin: Any, request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not user.has_perm("articles.import_article"):
        raise PermissionDenied
    form = ImportForm()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        try:
            if form.is_valid() and (article := form.take_in(user)):
                address = reverse("admin:articles_article_imported", args=[article.pk])
                return HttpResponseRedirect(address)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Import a document"),
        "form": form,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/articles/article/import.html", context)


class FoundPart:
    """A section as the report tells it."""

    def __init__(self, section: Section) -> None:
        self.heading = section.heading
        self.paragraphs = len(html.paragraphs(section.body))
        self.words = words.count_words(html.plain_text(section.body))
        self.notes = section.body.count("data-footnote=")
        self.has_picture = section.image_id is not None
        self.is_picture_missing = section.is_picture_missing


def imported(request: HttpRequest, article: Article) -> HttpResponse:
    """What was found in a document, on the way to the draft that it became."""
    record = getattr(article, "import_record", None)
    if record is None:
        messages.info(request, _("This article was written here: no document was read."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    parts = [FoundPart(section) for section in article.sections.all()]
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": _("What was found"),
        "subtitle": str(article),
        "original": article,
        "record": record,
        "parts": parts,
        "note_count": sum(part.notes for part in parts),
        "picture_count": sum(part.has_picture for part in parts) + bool(article.image_id),
        "bylines": [str(byline) for byline in article.bylines.select_related("contributor")],
        "word_count": sum(part.words for part in parts),
        "claims": claims(article, request.user),
        "cautions": cautions(record.report),
        "account": account(record.report),
        "missing": list(missing_pictures(article)),
        "tags": record.report.get("tags", []),
    }
    return TemplateResponse(request, "admin/articles/article/imported.html", context)


PAGES = (Page("imported", imported, permission="view_section"),)
