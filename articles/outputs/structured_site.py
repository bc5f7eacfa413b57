"""The publication and its lists as schema.org describes them (JSON-LD), and what all such data share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles import addresses
from articles.models import Contributor, Masthead, Source
from articles.models.sources import SourceKind

# What would end the element that holds it, or begin another (JSON-LD 1.1, section 7).
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}

Data = dict[str, Any]


class Step(NamedTuple):
    """One step of the way to a page, or one entry of a list: its name and its path."""

    name: str
    path: str


@dataclass(frozen=True)
class Site:
    """The publication with its name in the active language; `absolute` makes a whole address of a path."""

    masthead: Masthead
    name: str
    absolute: Callable[[str], str]

    @property
    def home(self) -> str:
        return self.absolute(addresses.front(settings.LANGUAGE_CODE))

    @property
    def publisher(self) -> Data:
        return said(
            {
                "@type": "Organization",
                "@id": f"{self.home}#org",
                "name": self.name,
                "url": self.home,
            }
        )

    @property
    def itself(self) -> Data:
        return said(
            {"@type": "WebSite", "@id": f"{self.home}#site", "name": self.name, "url": self.home}
        )


def script(data: Data) -> SafeString:
    """The content of `<script type="application/ld+json">`."""
    text = json.dumps(data, ensure_ascii=False)
    for sign, instead in _ESCAPES.items():
        text = text.replace(sign, instead)
    return mark_safe(text)


def said(data: Data) -> Data:
    """Without what is not known."""
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def named(name: str, kind: str = "Person") -> Data:
    return {"@type": kind, "name": name}


def front(site: Site, *, description: str) -> Data:
    """The publication on its front page: the site, and who runs it."""
    publisher = site.publisher | {
        "slogan": site.masthead.said("tagline").text,
        "email": site.masthead.contact_email,
        "correctionsPolicy": site.absolute(addresses.to("corrections")),
    }
    itself = site.itself | {
        "description": description,
        "inLanguage": [addresses.language_tag(code) for code, _name in settings.LANGUAGES],
        "publisher": {"@id": publisher["@id"]},
        "potentialAction": _search(site),
    }
    return {"@context": "https://schema.org", "@graph": [said(itself), said(publisher)]}


def _search(site: Site) -> Data:
    address = site.absolute(addresses.to("search"))
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{address}?q={{words}}"},
        "query-input": "required name=words",
    }


def page(
    kind: str,
    site: Site,
    *,
    address: str,
    name: str,
    description: str,
    language: str,
    trail: Iterable[Step],
    about: Data | None = None,
    entries: Iterable[Step] = (),
) -> Data:
    """A page that is no article: a `CollectionPage` with the first of its `entries`, a `ProfilePage` of
    the person that it is `about`, or a `WebPage`.
    """
    listed = _list(entries, site)
    return web_page(
        kind,
        address,
        **{
            "@context": "https://schema.org",
            "url": address,
            "name": name,
            "description": description,
            "inLanguage": language,
            "isPartOf": site.itself,
            "publisher": site.publisher,
            "breadcrumb": crumbs(trail, site=site),
            "about": None if kind == "ProfilePage" else about,
            "mainEntity": about if kind == "ProfilePage" else listed,
        },
    )


def web_page(kind: str, address: str, **facts: Any) -> Data:
    return said({"@type": kind, "@id": address, **facts})


def crumbs(trail: Iterable[Step], *, site: Site) -> Data:
    """The way from the front page."""
    steps = [Step(site.name, addresses.to("front")), *trail]
    pages = [{"item": web_page("WebPage", site.absolute(step.path))} for step in steps]
    return {"@type": "BreadcrumbList", "itemListElement": _numbered(steps, pages)}


def _list(entries: Iterable[Step], site: Site) -> Data:
    steps = list(entries)
    whole = [{"url": site.absolute(step.path)} for step in steps]
    numbered = _numbered(steps, whole)
    return {"@type": "ItemList", "itemListElement": numbered} if numbered else {}


def _numbered(steps: Iterable[Step], facts: Iterable[Data]) -> list[Data]:
    return [
        {"@type": "ListItem", "position": place, "name": step.name, **more}
        for place, (step, more) in enumerate(zip(steps, facts, strict=True), start=1)
    ]


def contributor(row: Contributor, site: Site) -> Data:
    return said(
        {
            **named(row.said("name").text),
            "url": site.absolute(row.get_absolute_url()),
            "description": row.said("about").text,
            "sameAs": row.url,
        }
    )


def source(row: Source) -> Data:
    kind = "Person" if row.kind == SourceKind.PERSON else "Organization"
    return said(
        {
            **named(row.said("name").text, kind),
            "url": row.url,
            "description": row.said("about").text,
        }
    )
