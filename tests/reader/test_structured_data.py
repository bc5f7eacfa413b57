"""An article as search engines read it: whose it is, where it comes from, and what is private stays out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from articles import moderation
from articles.models import (
    Article,
    Contributor,
    Edition,
    Masthead,
    Section,
    Source,
    StandingPage,
    Tag,
    Topic,
)
from articles.models.term_choices import Basis, Onward
from articles.publishing import release
from tests import makers, personas
from tests.makers import DAY, NOON
from tests.reader import vocabulary
from tests.reader.machines import markup, properties, structured

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    makers.name_publication("The Ferry")
    with time_machine.travel(NOON + DAY, tick=False):
        yield


def data(client: Client, edition: Edition) -> dict[str, Any]:
    return valid(client, edition.get_absolute_url())


def valid(client: Client, path: str) -> dict[str, Any]:
    """The data of a page, every word of which is schema.org's."""
    response = client.get(path)
    assert response.status_code == 200
    found = structured(response.content.decode())
    assert vocabulary.mistakes(found) == []
    return found


def reprint(facts: dict[str, Any] | None = None, **terms: Any) -> Edition:
    article = makers.make_article(title="The ferry", slug="the-ferry")
    makers.credit(
        article,
        makers.make_permission(**terms),
        **{
            "title": "渡口与工厂",
            "language": "zh-Hans",
            "authors": "林舟, Bo Holder",
            "relation": "translation",
            "url": "https://a.example/1",
            "first_published_on": "2026-05-03",
            "copyright_notice": "© 2025–26 Lin Zhou & Bo <Holder>",
            **(facts or {}),
        },
    )
    return release.publish(article, actor=personas.editor(), at=NOON, now=NOON)


def test_it_describes_our_own_article(client: Client) -> None:
    edition = makers.make_live(title="Crossing", slug="crossing")
    found = data(client, edition)
    address = f"{SITE}/articles/crossing/"
    steps = [
        ("The Ferry", f"{SITE}/"),
        ("All articles", f"{SITE}/articles/"),
        ("Crossing", address),
    ]
    publisher = {
        "@type": "Organization",
        "@id": f"{SITE}/#org",
        "name": "The Ferry",
        "url": f"{SITE}/",
    }
    assert found == {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": f"{address}#article",
        "url": address,
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": address,
            "breadcrumb": {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": place,
                        "name": name,
                        "item": {"@type": "WebPage", "@id": item},
                    }
                    for place, (name, item) in enumerate(steps, start=1)
                ],
            },
        },
        "isPartOf": {
            "@type": "WebSite",
            "@id": f"{SITE}/#site",
            "name": "The Ferry",
            "url": f"{SITE}/",
        },
        "headline": "Crossing",
        "description": "A deck.",
        "inLanguage": "en",
        "wordCount": 2,
        "commentCount": 0,
        "thumbnailUrl": properties(client.get(address).content.decode())["og:image"],
        "datePublished": "2026-11-02T12:00:00Z",
        "version": "1",
        "author": [
            {
                "@type": "Person",
                "name": "Ada Example",
                "url": f"{SITE}/contributors/ada-example/",
            }
        ],
        "publisher": publisher,
        "isAccessibleForFree": True,
        "usageInfo": f"{address}rights/",
        "acquireLicensePage": f"{address}rights/",
        "copyrightHolder": {"@id": f"{SITE}/#org"},
        "copyrightYear": 2026,
    }


def test_it_names_the_licence_of_our_own_article(client: Client) -> None:
    Masthead.objects.update(licence="CC-BY-4.0")
    found = data(client, makers.make_live())
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_it_describes_a_translation_by_its_original(client: Client) -> None:
    found = data(client, reprint())
    assert found["translationOfWork"] == {
        "@type": "Article",
        "name": "渡口与工厂",
        "inLanguage": "zh-Hans",
        "url": "https://a.example/1",
        "datePublished": "2026-05-03",
        "author": [{"@type": "Person", "name": "林舟"}, {"@type": "Person", "name": "Bo Holder"}],
        "publisher": {"@type": "Organization", "name": "The Example Review"},
    }
    assert "isBasedOn" not in found
    assert [person["name"] for person in found["translator"]] == ["Cy Translator"]
    assert found["copyrightHolder"] == [
        {"@type": "Person", "name": "林舟"},
        {"@type": "Person", "name": "Bo Holder"},
    ]
    assert found["copyrightYear"] == 2026
    assert found["copyrightNotice"] == "© 2025–26 Lin Zhou & Bo <Holder>"
    assert found["creditText"] == (
        "First published in Chinese as 《渡口与工厂》 by 林舟 and Bo Holder in The Example Review, "
        "No. 1, 3 May 2026. Translated by Cy Translator. Reprinted with permission. "
        "Changed a little. © 2025–26 Lin Zhou & Bo <Holder>"
    )


def test_it_knows_a_person_who_is_reprinted_from_a_house(client: Client) -> None:
    Source.objects.create(name="Bo Holder", slug="bo", kind="person")
    found = data(client, reprint({"source": Source.objects.get()}, source=Source.objects.get()))
    assert found["translationOfWork"]["publisher"] == {"@type": "Person", "name": "Bo Holder"}


@pytest.mark.parametrize("relation", ["verbatim", "abridged", "edited", "adapted", "compiled"])
def test_it_says_what_any_other_reprint_is_based_on(client: Client, relation: str) -> None:
    found = data(client, reprint({"relation": relation, "copyright_holder": "The House"}))
    assert found["isBasedOn"]["@type"] == "Article"
    assert "translationOfWork" not in found
    assert found["copyrightHolder"] == [{"@type": "Organization", "name": "The House"}]


def test_a_machine_is_no_translator(client: Client) -> None:
    found = data(client, reprint({"is_machine_translated": True}))
    assert "translator" not in found
    assert "Translated by a machine, revised by Cy Translator." in found["creditText"]


def test_a_private_permission_is_no_licence(client: Client) -> None:
    found = data(client, reprint())
    assert "license" not in found
    assert found["usageInfo"] == f"{SITE}/articles/the-ferry/rights/"
    terms = {"basis": Basis.OPEN_LICENCE, "licence": "CC-BY-4.0"}
    article = makers.make_article()
    makers.credit(article, makers.make_permission(**terms))
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    assert data(client, edition)["license"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("terms", "page"),
    [
        ({"onward_contact": "https://bo.example/rights", "is_forwarded": False}, True),
        ({"onward_contact": "https://bo.example/rights", "is_forwarded": True}, False),
        ({"onward_contact": "bo@example.com", "is_forwarded": False}, False),
        ({"onward": Onward.CONTACT_US, "onward_contact": "https://bo.example/rights"}, False),
    ],
)
def test_it_leads_to_whoever_can_grant_it(
    client: Client, terms: dict[str, Any], page: bool
) -> None:
    theirs, ours = "https://bo.example/rights", f"{SITE}/articles/the-ferry/rights/"
    assert data(client, reprint(**terms))["acquireLicensePage"] == (theirs if page else ours)


def test_it_gives_the_prescribed_words_to_the_letter(client: Client) -> None:
    words = 'By permission of  B. & “C”, <no. 3> </script>\n"as printed"'
    assert data(client, reprint({"required_credit": words}))["creditText"] == words


def test_no_title_breaks_out_of_it(client: Client) -> None:
    evil = "</script><script>alert(1)</script><!-- & -->"
    edition = makers.make_live(title=evil, slug="evil")
    html = client.get(edition.get_absolute_url()).content.decode()
    assert structured(html)["headline"] == evil
    assert "<script" not in markup(html)
    assert "</script" not in markup(html)


def test_it_gives_each_picture_its_maker_and_its_terms(client: Client) -> None:
    lead = makers.make_image(
        creator="Ida Lens",
        credit="Photograph: Ida Lens",
        copyright_notice="© 2026 Ida Lens",
        licence="CC-BY-4.0",
    )
    article = makers.make_article(image=lead, alt="A boat", bodies=("<p>a</p>", "<p>b</p>"))
    Section.objects.filter(article=article).update(image=makers.make_image(), alt="A bank")
    Section.objects.filter(article=article, position=2).update(alt="The same bank")
    edition = release.publish(article, actor=personas.editor(), at=NOON, now=NOON)
    first, *others = data(client, edition)["image"]
    assert first["contentUrl"].startswith(f"{SITE}/media/")
    assert {
        name: first[name] for name in first if name not in {"contentUrl", "width", "height"}
    } == {
        "@type": "ImageObject",
        "creditText": "Photograph: Ida Lens",
        "creator": {"@type": "Person", "name": "Ida Lens"},
        "copyrightNotice": "© 2026 Ida Lens",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert all("creator" not in other and "license" not in other for other in others)
    assert len(others) == 1, "a picture that stands twice is described once"


def test_a_correction_reaches_it_and_a_small_repair_does_not(client: Client) -> None:
    edition = makers.make_live(title="Before")

    def again(day: float, **how: str) -> dict[str, Any]:
        article = Article.objects.get(pk=edition.article_id)
        article.title += "!"
        article.save()
        at = NOON + timedelta(days=day)
        release.publish(article, actor=personas.editor(), at=at, now=at, **how)
        return data(client, edition)

    repaired = again(0.1)
    assert "dateModified" not in repaired
    assert "correction" not in repaired
    corrected = again(0.2, kind="correction", note="A wrong year.")
    assert corrected["dateModified"] == "2026-11-02T16:48:00Z"
    assert corrected["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "A wrong year.",
            "datePublished": "2026-11-02T16:48:00Z",
        }
    ]
    again_repaired = again(0.3)
    for name in ("dateModified", "correction", "datePublished"):
        assert again_repaired[name] == corrected[name]
    updated = again(0.4, kind="update", note="A new ending.")
    assert updated["dateModified"] == "2026-11-02T21:36:00Z"
    assert updated["correction"] == corrected["correction"]


def test_what_is_to_come_is_not_told(client: Client) -> None:
    edition = makers.make_live(title="Before")
    article = edition.article
    article.title = "After"
    article.save()
    release.publish(
        article,
        actor=personas.editor(),
        at=NOON + 5 * DAY,
        now=NOON + DAY,
        kind="correction",
        note="A wrong year.",
    )
    assert "A wrong year." not in client.get(edition.get_absolute_url()).content.decode()


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_other_page_says_what_it_is_and_the_way_to_it(client: Client, prefix: str) -> None:
    reprint({"relation": "verbatim", "language": "en"})
    topic = Topic.objects.create(slug="cities", name="Cities")
    topic.tags.add(Tag.objects.get(slug="essays"))
    StandingPage.objects.create(slug="about", title="About", body="<p>Who we are.</p>")
    Contributor.objects.update(url="https://ada.example/", about="Writes by the river.")
    kinds = {
        "/articles/": ("CollectionPage", 2),
        "/articles/2026/": ("CollectionPage", 3),
        "/articles/2026/11/": ("CollectionPage", 3),
        "/tags/": ("CollectionPage", 2),
        "/tags/essays/": ("CollectionPage", 3),
        "/topics/": ("CollectionPage", 2),
        "/topics/cities/": ("CollectionPage", 3),
        "/contributors/ada-example/": ("ProfilePage", 2),
        "/sources/the-example-review/": ("CollectionPage", 2),
        "/corrections/": ("WebPage", 2),
        "/feeds/": ("WebPage", 2),
        "/about/": ("WebPage", 2),
    }
    for path, (kind, steps) in kinds.items():
        address = f"{SITE}{prefix}{path}"
        found = valid(client, prefix + path)
        assert (found["@type"], found["@id"], found["url"]) == (kind, address, address)
        assert found["inLanguage"] == ("zh-Hans" if prefix else "en")
        assert found["isPartOf"]["@id"] == f"{SITE}/#site", "one site in all languages"
        crumbs = found["breadcrumb"]["itemListElement"]
        assert [crumb["position"] for crumb in crumbs] == list(range(1, steps + 1))
        assert crumbs[0]["item"]["@id"] == f"{SITE}{prefix}/"
        assert crumbs[-1]["item"]["@id"] == address
    listed = valid(client, f"{prefix}/tags/essays/")["mainEntity"]["itemListElement"]
    assert [row["url"] for row in listed] == [f"{SITE}/articles/the-ferry/"]
    assert valid(client, f"{prefix}/contributors/ada-example/")["mainEntity"] == {
        "@type": "Person",
        "name": "Ada Example",
        "url": f"{SITE}{prefix}/contributors/ada-example/",
        "description": "Writes by the river.",
        "sameAs": "https://ada.example/",
    }


def test_the_front_page_names_the_site_and_who_runs_it(client: Client) -> None:
    Masthead.objects.update(tagline="Essays carried across", contact_email="us@ferry.example")
    site, publisher = valid(client, "/")["@graph"]
    assert (site["@type"], site["name"], site["url"]) == ("WebSite", "The Ferry", f"{SITE}/")
    assert site["inLanguage"] == ["en", "zh-Hans"]
    assert site["description"] == publisher["slogan"] == "Essays carried across"
    assert site["publisher"] == {"@id": publisher["@id"]}
    assert publisher["email"] == "us@ferry.example"
    for path in ("/articles/", "/tags/"):
        assert valid(client, path)["publisher"]["@id"] == publisher["@id"]


def test_it_says_how_to_search(client: Client) -> None:
    site, _publisher = valid(client, "/")["@graph"]
    action = site["potentialAction"]
    assert action["@type"] == "SearchAction"
    assert action["target"]["urlTemplate"] == f"{SITE}/search/?q={{words}}"


def test_it_counts_the_comments_that_readers_see(client: Client) -> None:
    edition = makers.make_live()
    for name in ("Bo", "Cy"):
        comment = moderation.leave(edition, name=name, text="Well said.", at=NOON)
    moderation.let_through(comment, actor=personas.moderator(), at=NOON)
    assert data(client, edition)["commentCount"] == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"@type": "Essay"}, "no class"),
        ({"@type": "Article", "headlines": "x"}, "no such property"),
        ({"@type": "Person", "headline": "x"}, "has none"),
        ({"@type": "Article", "author": {"@type": "ImageObject"}}, "may not be"),
        ({"@type": "Article", "wordCount": "many"}, "is none of"),
        ({"@type": "Article", "url": "/articles/x/"}, "is none of"),
        ({"@type": "Article", "image": {"width": 3}}, "nothing is no class"),
    ],
)
def test_the_vocabulary_tells_what_is_wrong(wrong: dict[str, Any], why: str) -> None:
    (mistake,) = vocabulary.mistakes({"@context": "https://schema.org", **wrong})
    assert why in mistake
