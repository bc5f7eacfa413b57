"""What an edition keeps, and what the database refuses by name, however a row is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import (
    Address,
    Article,
    ArticleByline,
    ArticleTag,
    CreditPermission,
    Edition,
    EditionByline,
    EditionImage,
    EditionPermission,
    EditionTag,
    Image,
    Masthead,
    MenuItem,
    Permission,
    Rendition,
    Section,
    Tag,
    Topic,
    TopicPick,
    Window,
)
from articles.piece import decode
from articles.publishing.cutting import preview
from articles.publishing.release import publish
from tests import personas
from tests.makers import (
    DAY,
    NOON,
    credit,
    make_article,
    make_contributor,
    make_live,
    make_permission,
)
from tests.rules.drawn import picture

pytestmark = pytest.mark.django_db


def test_it_keeps_the_piece_and_repeats_what_lists_show() -> None:
    article = make_article(
        title="渡口",
        kicker="River",
        deck="A deck.",
        language="zh-Hans",
        image=picture("plain"),
        alt="A quay",
    )
    credit(article, make_permission(), relation="translation", language="en")
    edition = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert decode(edition.content) == edition.piece
    assert edition.digest == edition.piece.digest
    assert (edition.title, edition.kicker, edition.deck, edition.language, edition.slug) == (
        "渡口",
        "River",
        "A deck.",
        "zh-Hans",
        "渡口",
    )
    assert (edition.lead_image, edition.lead_alt) == (picture("plain"), "A quay")
    assert (edition.relation, edition.source.slug) == ("translation", "the-example-review")
    assert edition.word_count == 2
    assert [byline["contributor"] for byline in edition.bylines] == [
        "ada-example",
        "cy-translator",
    ]
    assert edition.byline_rows.first().contributor == make_contributor()
    assert edition.image_rows.get().image == picture("plain")
    assert edition.needs.get().covers == "original"


def test_it_is_untouched_by_what_happens_to_the_working_copy() -> None:
    edition = make_live()
    before = Edition.objects.get().content
    article = edition.article
    article.sections.all().delete()
    article.bylines.all().delete()
    article.title = "Other"
    article.save()
    assert Edition.objects.get().content == before


def test_a_preview_is_what_publishing_would_cut_and_stores_nothing() -> None:
    article = make_article()
    seen = preview(article, at=NOON)
    assert not Edition.objects.exists()
    cut = publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert (cut.piece, cut.digest) == (seen.piece, seen.digest)


def test_it_lists_the_versions_that_ran() -> None:
    article = make_live().article
    article.title = "Other"
    article.save()
    publish(article, actor=personas.editor(), at=NOON + DAY, now=NOON)
    before = Edition.objects.filter(article=article).ran(at=NOON + DAY - timedelta(seconds=1))
    assert [edition.number for edition in before] == [1]
    after = Edition.objects.filter(article=article).ran(at=NOON + DAY)
    assert [(edition.number, edition.ran_from) for edition in after] == [
        (2, NOON + DAY),
        (1, NOON),
    ]


# --- constraints by name ---------------------------------------------------------------------------


def edition(**facts: Any) -> Edition:
    base = make_live()
    columns = {
        "article": base.article,
        "number": 2,
        "kind": "minor",
        "content": base.content,
        "digest": base.digest,
        "at": NOON,
        "created_by": personas.editor(),
        "created_at": NOON,
        "slug": base.slug,
        "title": base.title,
        "language": "en",
        "word_count": 2,
        "reading_minutes": 1,
    }
    return Edition(**{**columns, **facts})


def twice(row: Any) -> Any:
    """The same row once more."""
    row.pk = None
    row._state.adding = True
    return row


def twin(model: Any) -> Any:
    return twice(model.objects.all()[0])


def reprint() -> Edition:
    article = make_article(image=picture("plain"), is_decorative=True)
    credit(article, make_permission())
    return publish(article, actor=personas.editor(), at=NOON, now=NOON)


def of_reprint(model: Any) -> Callable[[], Any]:
    def row() -> Any:
        reprint()
        return twin(model)

    return row


def second_current_address() -> Address:
    return Address(article=make_live().article, slug="another", is_current=True)


def window(**facts: Any) -> Window:
    base = make_live()
    columns = {"live_from": NOON, "live_until": NOON + DAY, "published_at": NOON}
    return Window(edition=base, article=base.article, **{**columns, **facts})


def byline_twice() -> ArticleByline:
    make_article()
    return twin(ArticleByline)


def section_twice() -> Section:
    make_article()
    return twin(Section)


def pick_twice() -> TopicPick:
    topic = Topic.objects.create(slug="t", name="T")
    return twice(TopicPick.objects.create(topic=topic, article=make_article()))


def tag_twice() -> Tag:
    make_article(tags=["Games"])
    return Tag(name="ＧＡＭＥＳ", slug="other")


def rendition_twice() -> Rendition:
    facts = {"image": picture("plain"), "mime": "image/webp", "width": 4, "height": 3}
    Rendition.objects.create(digest="a", file="a", **facts)
    return Rendition(digest="b", file="b", **facts)


def out_of_focus() -> Image:
    image = picture("plain")
    image.focal_x = 101
    return image


def withdrawn(**facts: Any) -> Article:
    article = make_article()
    for name, value in facts.items():
        setattr(article, name, value)
    return article


RAW_SAVES: dict[str, tuple[str, Callable[[], Any]]] = {
    "edition_number_in_article": (
        "articles_edition.number",
        lambda: edition(number=1, kind="first"),
    ),
    "edition_numbers_from_one": ("edition_first_is_number_one", lambda: edition(number=0)),
    "edition_first_is_number_one": ("", lambda: edition(kind="first")),
    "edition_of_substance_has_a_note": ("", lambda: edition(kind="update")),
    "edition_image_once": ("articles_editionimage.image_id", of_reprint(EditionImage)),
    "edition_needs_once": ("articles_editionpermission.covers", of_reprint(EditionPermission)),
    "edition_tagged_once": ("articles_editiontag.tag_id", of_reprint(EditionTag)),
    "credit_needs_once": ("articles_creditpermission.covers", of_reprint(CreditPermission)),
    "article_tagged_once": ("articles_articletag.tag_id", of_reprint(ArticleTag)),
    "window_ends_after_it_begins": ("", lambda: window(live_until=NOON)),
    "address_one_current": ("articles_address.article_id", second_current_address),
    "byline_once_per_role": ("articles_articlebyline.role", byline_twice),
    "section_key_in_article": ("articles_section.key", section_twice),
    "topic_picks_once": ("articles_topicpick.article_id", pick_twice),
    "rendition_once_per_size": ("articles_rendition.width", rendition_twice),
    "image_focal_point_in_percent": ("", out_of_focus),
    "articles_tag_folded": ("articles_tag.folded", tag_twice),
    "masthead_is_one_row": ("", lambda: Masthead(pk=2)),
    "menu_item_leads_to_one_thing": ("", lambda: MenuItem(masthead_id=1)),
    "article_withdrawn_with_a_reason": ("", lambda: withdrawn(withdrawn_at=NOON)),
    "permission_ends_after_it_begins": (
        "",
        lambda: Permission(reference="x", valid_from=NOON, valid_until=NOON),
    ),
    "permission_perpetual_has_no_end": (
        "",
        lambda: Permission(reference="x", is_perpetual=True, valid_until=NOON),
    ),
}


@pytest.mark.parametrize("name", RAW_SAVES)
def test_a_raw_save_is_refused_by_the_constraint(name: str) -> None:
    columns_on_sqlite, make = RAW_SAVES[name]
    row = make()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        row.save()
    # SQLite names the columns of a broken unique constraint, and a check by its name.
    assert name in str(error.value) or (columns_on_sqlite and columns_on_sqlite in str(error.value))


def test_a_reason_without_a_withdrawal_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        withdrawn(withdrawal_reason="error").save()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"valid_from": NOON, "valid_until": NOON}, "valid_until"),
        ({"is_perpetual": True, "valid_until": NOON}, "is_perpetual"),
        ({"basis": "open_licence"}, "licence"),
    ],
)
def test_a_form_says_the_same_in_words(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        Permission(reference="x", **facts).clean()
    assert list(error.value.message_dict) == [field]


def test_a_byline_row_belongs_to_its_edition() -> None:
    row = EditionByline.objects.get(edition=make_live())
    assert str(row) == "Ada Example (author)"
