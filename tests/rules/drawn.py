"""Articles drawn at random: every kind of place, byline, credit and text that a working copy can hold."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from hypothesis import strategies as st

from articles.language import html
from articles.models import Article, Image, Section
from articles.models.articles import FigureColumns
from articles.models.credits import Relation
from articles.models.people import Role


def picture(name: str, *, credit: str = "") -> Image:
    digest = hashlib.sha256(name.encode()).hexdigest()
    found = Image.objects.filter(digest=digest).first()
    return found or Image.objects.create(
        digest=digest,
        master=ContentFile(b"", name=f"{name}.png"),
        file_name=f"{name}.png",
        width=4,
        height=3,
        credit=credit,
    )


signs = st.text(
    st.sampled_from("ab Z9é渡口。《》\u3000\u00a0\u200b\t'\"<>&,;-—👩‍🚀الع")
    | st.characters(codec="utf-8"),
    max_size=20,
).map(lambda text: text.replace("\x00", ""))
lines = signs.map(lambda text: " ".join(text.split()))

inline = st.recursive(
    lines.map(lambda text: html.escape_paragraphs([text])[3:-4] if text else ""),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["strong", "em", "s", "sub", "sup", "code"]), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        ),
        inner.map(lambda text: f'<a href="https://example.org/?a=1&amp;b">{text}</a>'),
        inner.map(lambda text: f'<a href="article:abcd2345#k3y">{text}</a>'),
        inner.map(lambda text: f'<span lang="zh-Hans" class="smallcaps">{text}</span>'),
        inner.map(lambda text: f"{text}<br>{text}"),
        lines.map(
            lambda text: '<span class="footnote" data-footnote="{}"></span>'.format(
                text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
            )
        ),
        inner.map(lambda text: f"<ruby>{text}<rp>(</rp><rt>dù</rt><rp>)</rp></ruby>"),
    ),
    max_leaves=4,
)
blocks = st.recursive(
    inline.map(lambda text: f"<p>{text}</p>"),
    lambda block: st.one_of(
        inline.map(lambda text: f"<h3>{text}</h3>"),
        block.map(lambda text: f"<blockquote>{text}</blockquote>"),
        block.map(lambda text: f'<aside class="pullquote">{text}</aside>'),
        block.map(lambda text: f"<ul><li>{text}</li></ul>"),
        block.map(lambda text: f'<ol start="3"><li>{text}</li></ol>'),
        block.map(lambda text: f"<table><tbody><tr><td>{text}</td></tr></tbody></table>"),
        lines.map(lambda text: f"<pre>{text.replace('<', '&lt;')}</pre>"),
        st.just("<hr>"),
    ),
    max_leaves=4,
)
bodies = st.lists(blocks, max_size=3).map("".join)

places = st.fixed_dictionaries(
    {
        "picture": st.sampled_from(["", "plain", "credited"]),
        "alt": lines,
        "is_decorative": st.booleans(),
        "caption": lines,
        "credit": lines,
        "is_picture_missing": st.booleans(),
        "picture_origin": lines,
    }
)
sections = st.lists(
    st.fixed_dictionaries(
        {
            "place": places,
            "heading": lines,
            "body": bodies,
            "language": st.sampled_from(["", "fr", "zh-Hant"]),
            "position": st.integers(0, 3),
        }
    ),
    max_size=4,
)
bylines = st.lists(
    st.tuples(
        st.sampled_from(["Ada Example", "林渡", "O’Neil, Jr."]), st.sampled_from(Role.values), lines
    ),
    max_size=3,
    unique_by=lambda row: row[:2],
)
credits_ = st.none() | st.fixed_dictionaries(
    {
        "relation": st.sampled_from(Relation.values),
        "source": st.sampled_from(["", "The Example Review", "渡口周刊"]),
        "title": lines,
        "language": st.sampled_from(["", "zh-Hans"]),
        "authors": st.sampled_from(["", "Bo Holder", "Bo Holder, 林渡 , ,", "王,李"]),
        "first_published_on": st.sampled_from(["", "2026", "2026-05", "2026-05-03"]),
        "issue": lines,
        "copyright_notice": lines,
        "changes": lines,
        "required_credit": signs,
    }
)
tags = st.lists(st.sampled_from(["AI", "ai", "游戏", "C++", "C", "Ａ Ｉ"]), max_size=4)
fronts = st.fixed_dictionaries(
    {
        "title": lines,
        "slug": lines,
        "kicker": lines,
        "deck": signs,
        "language": st.sampled_from(["", "en", "zh-Hans", "fr-CA"]),
    }
)


def place(row: FigureColumns, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if name != "picture":
            setattr(row, name, value)
    if facts["picture"]:
        credit = "Photo: L. Du" if facts["picture"] == "credited" else ""
        row.image = picture(facts["picture"], credit=credit)


def written(front: dict[str, str], lead: dict[str, Any], rows: list[dict[str, Any]]) -> Article:
    article = Article(**front)
    place(article, lead)
    article.save()
    for facts in rows:
        columns = {name: value for name, value in facts.items() if name != "place"}
        section = Section(article=article, **columns)
        place(section, facts["place"])
        section.save()
    return article
