"""Rows for tests, made through the same doors as in life wherever there is a verb."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from articles.curation import tag_article
from articles.models import (
    Article,
    ArticleByline,
    ArticleImport,
    Contributor,
    CreditPermission,
    Edition,
    Evidence,
    Image,
    Masthead,
    Permission,
    Rendition,
    ReprintCredit,
    ReprintRequest,
    Section,
    Source,
)
from articles.models.credits import Relation
from articles.models.term_choices import Basis
from articles.publishing.release import publish
from articles.reprinting import asking
from articles.rights import evidence, permissions
from tests import personas

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = itertools.count(1)


def make_article(
    *, title: str = "", bodies: tuple[str, ...] = ("<p>Some words.</p>",), **columns: Any
) -> Article:
    """A draft that the checklist lets through: text, a byline and a tag."""
    number = next(_numbers)
    tags = columns.pop("tags", ["essays"])
    author = columns.pop("author", "Ada Example")
    article = Article.objects.create(
        title=title or f"An article about number {number}",
        **{"deck": "A deck.", "language": "en", **columns},
    )
    for position, body in enumerate(bodies, start=1):
        Section.objects.create(article=article, position=position, body=body)
    if author:
        ArticleByline.objects.create(article=article, contributor=make_contributor(author))
    tag_article(article, tags, actor=personas.editor())
    return article


def make_contributor(name: str = "Ada Example") -> Contributor:
    return Contributor.objects.filter(name=name).first() or Contributor.objects.create(name=name)


def make_live(*, at: datetime = NOON, **columns: Any) -> Edition:
    """An article of our own, published at that instant."""
    return publish(make_article(**columns), actor=personas.editor(), at=at, now=at)


def make_source(name: str = "The Example Review") -> Source:
    found = Source.objects.filter(name=name).first()
    return found or Source.objects.create(name=name, slug=name.lower().replace(" ", "-"))


def make_permission(*, grant: bool = True, at: datetime = NOON, **facts: Any) -> Permission:
    """A permission from a holder, granted unless told otherwise; without end by default."""
    term: dict[str, Any] = {"valid_from": NOON - 30 * DAY}
    if "valid_until" not in facts:
        term["is_perpetual"] = True
    facts = {
        "reference": f"Permission {next(_numbers)}",
        "basis": Basis.PERMISSION,
        "source": facts.pop("source", None) or make_source(),
        "licensor": "Bo Holder",
        "licensor_role": "author",
        "credit_kind": "none",
        "may_translate": True,
        "may_abridge": True,
        "may_adapt": True,
        "is_forwarded": True,
        **term,
        **facts,
    }
    proof = facts.pop("proof", "letter of 1 October")
    permission = permissions.record(actor=personas.rights_desk(), at=at, **facts)
    if proof:
        prove(permission, proof, at=at)
    if grant:
        permission = permissions.grant(permission, actor=personas.rights_desk(), at=at)
    return permission


def renew(permission: Permission, *, actor: Any = None, **changes: Any) -> Permission:
    """A renewal with the letter that proves it."""
    proofs = [evidence.Proof(kind="mail", from_whom="Bo Holder", words="letter")]
    actor = actor or personas.rights_desk()
    return permissions.renew(permission, actor=actor, **{"proofs": proofs, **changes})


def prove(permission: Permission, words: str = "letter", **facts: Any) -> Evidence:
    """A proof that the rights desk looked at."""
    at = facts.pop("at", NOON)
    told = {"kind": "mail", "from_whom": "Bo Holder", "words": words, **facts}
    proof = evidence.Proof(**told)
    return evidence.add(permission, proof, actor=personas.rights_desk(), is_checked=True, at=at)


def credit(article: Article, *needed: Permission, **facts: Any) -> ReprintCredit:
    """Makes the article a reprint that relies on these permissions."""
    record = ReprintCredit.objects.create(
        article=article,
        **{
            "relation": Relation.VERBATIM,
            "source": make_source(),
            "title": "The original",
            "authors": "Bo Holder",
            "issue": "No. 1",
            "changes": "Changed a little.",
            **facts,
        },
    )
    if record.relation == Relation.TRANSLATION:
        _name_translator(article)
    for permission in needed:
        CreditPermission.objects.create(credit=record, permission=permission)
    return record


def _name_translator(article: Article) -> None:
    """Somebody of the desk, so that nobody else has to allow the translation."""
    if not article.bylines.filter(role="translator").exists():
        translator = make_contributor("Cy Translator")
        translator.user = personas.writer()
        translator.save()
        ArticleByline.objects.create(
            article=article,
            contributor=translator,
            role="translator",
            position=9,
        )


def make_image(**columns: Any) -> Image:
    """A picture with its six renditions; the bytes are no picture, only their hashes matter here."""
    number = next(_numbers)
    image = Image.objects.create(
        digest=_digest(f"master {number}"),
        file_name=f"picture-{number}.jpg",
        width=1600,
        height=900,
        **columns,
    )
    for mime in ("image/webp", "image/jpeg"):
        for width in (480, 960, 1600):
            content = f"{mime} {width} {number}".encode()
            rendition = Rendition(image=image, mime=mime, width=width, height=width * 9 // 16)
            rendition.digest = hashlib.sha256(content).hexdigest()
            rendition.file.save(rendition.digest, ContentFile(content))
    return image


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def make_request(edition: Edition, *, at: datetime = NOON, **facts: Any) -> ReprintRequest:
    """A request to reprint that was confirmed, and answered as far as that happens by itself."""
    told = {
        "name": "Noor Partner",
        "email": f"partner{next(_numbers)}@partner.example",
        "publication": "Partner Weekly",
        "language": "en",
        **facts,
    }
    return asking.confirm(asking.ask(edition, at=at, **told), at=at)


def make_imported(**report: Any) -> Article:
    """A draft that was read from a document in which this was found."""
    article = make_article()
    number = next(_numbers)
    ArticleImport.objects.create(
        article=article,
        document_digest=_digest(f"document {number}"),
        file_name="essay.txt",
        report={"claims": [], "warnings": [], "tags": [], "lines": [], **report},
    )
    return article


def name_publication(name: str) -> Masthead:
    masthead = Masthead.objects.get()
    masthead.name = name
    masthead.save()
    return masthead
