"""A tag's page, and the page of several tags at once: what is filed under all of them.

Tags together have one address: their addresses in the order of the alphabet, joined by a plus sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import freshness
from articles.language import wording
from articles.models import Tag, Topic
from articles.models.common import by_name
from articles.models.compiled import Question, compiled
from articles.models.lists import first_of, tag_list
from articles.models.tallies import Tallied
from articles.outputs import signals
from articles.outputs.structured_site import Step
from articles.reading import chrome, clock, heads, keyset, lists, lookup, old_tags, stories
from articles.reading.bars import by_year
from articles.reading.kept import kept
from articles.reading.old_tags import gone_if_retired

COMPANY = 3  # other tags that are named
WAYS = 8  # by which several tags together are narrowed down
LOOKED_AT = 100  # newest articles, for the company
MOST = 3  # tags together


@dataclass(frozen=True)
class Way:
    """Another tag that leads on from here, how many of the newest have it, and where it leads."""

    tag: Tag
    url: str
    beside: int = 0


@kept("after")
@require_safe
@gone_if_retired
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag's articles, newest first; 301 for its other names and old addresses, 410 where it was retired;
    404 if it never was on a public one. Four queries.
    """
    at = clock.now(request)
    found = _named([slug])[slug]
    with chrome.asked_with(request, *lists.asking_tallied(tag_list(found.pk), at=at)):
        tallied = lists.tallied(tag_list(found.pk), at=at)[tag_list(found.pk)]
    if not tallied.is_known:
        raise Http404
    if found.slug != slug:
        return lookup.moved(found.get_absolute_url())
    runs = partial(lists.of_tags, [found.pk], at=at, ends=tallied.ends)
    rows = partial(lists.page_of_tag, found.pk, tuple(tallied.ends), at)
    page = keyset.page_by(rows, request, runs=runs)
    around, shown = chrome.of(request), stories.plain(page.rows)
    under = Step(_("Tags"), reverse("tags"))
    context = {
        "chrome": around,
        "head": heads.subject(request, around, found, shown, under=under),
        "tag": found,
        "page": page,
        "stories": shown,
    }
    if page.is_first and page.rows:
        context["facts"] = _facts(found, tallied, page.rows[0], at=at)
    return chrome.respond(request, "articles/tag_detail.html", context)


@kept("after")
@require_safe
@gone_if_retired
def together(request: HttpRequest, slugs: str) -> HttpResponse:
    """What is filed under each of two or three tags, newest first; 301 to the one address of these tags; 404
    where one of them never was on a public article. An empty page says how to go on. Not for search engines:
    there are more combinations than articles. At most five queries.
    """
    at = clock.now(request)
    found, is_canonical = canonical(slugs)
    with chrome.asked_with(request, *asking_all_of(found, at=at)):
        whole = all_of(found, at=at)
    if not is_canonical:
        return lookup.moved(address(found))
    page = whole.page(request, at=at)
    around, shown = chrome.of(request), stories.plain(page.rows)
    title = str(wording.join_names(str(one) for one in found))
    said = _("What %(publication)s filed under all of these: %(names)s.")
    said %= {"publication": around.name.text, "names": title}
    context = {
        "chrome": around,
        "head": heads.page_of(
            request, around, title, said, under=Step(_("Tags"), reverse("tags")), entries=shown
        ),
        "signals": signals.NOT_LISTED,
        "title": title,
        "tags": found,
        "page": page,
        "stories": shown,
        "without": _without(found),
        "narrower": _narrower(found, page.rows),
    }
    response = chrome.respond(request, "articles/tags_together.html", context)
    for name, value in signals.NOT_LISTED.headers.items():
        response.headers[name] = value
    return response


def _named(slugs: Sequence[str]) -> dict[str, Tag]:
    """The tags at these addresses, old ones among them, by address. Raises 404 for one that there is not,
    `Retired` for one that there is no more. One query, three for old addresses.
    """
    found = {row.slug: row for row in _at_addresses(set(slugs))}
    if missing := set(slugs) - found.keys():
        found |= old_tags.leading_on(missing)
    if set(slugs) - found.keys():
        raise Http404
    return {slug: found[slug] for slug in slugs}


@compiled
def _at_addresses(slugs: set[str]) -> QuerySet[Tag]:
    return Tag.objects.filter(slug__in=slugs)


def address(tags: Iterable[Tag], view: str = "tags_together", **more: Any) -> str:
    """The one address of these tags together; of one tag its own."""
    slugs = sorted({tag.slug for tag in tags})
    if len(slugs) == 1:
        name = view.replace("tags_together", "tag")
        return reverse(name, kwargs={"slug": slugs[0], **more})
    return reverse(view, kwargs={"slugs": "+".join(slugs), **more})


def canonical(slugs: str) -> tuple[list[Tag], bool]:
    """The tags of an address in their order, each once, and whether it is the one address of them."""
    named = _named(slugs.split("+"))
    tags = sorted({tag.pk: tag for tag in named.values()}.values(), key=lambda tag: tag.slug)
    return tags, [tag.slug for tag in tags] == slugs.split("+")


def all_of(tags: Sequence[Tag], *, at: datetime) -> lists.Together:
    """What has all of these tags. Raises 404 where one of them never was on a public article. One query."""
    tallied = lists.tallied(*_lists_of(tags), at=at)
    if not all(one.is_known for one in tallied.values()):
        raise Http404
    counts = {tag.pk: tallied[tag_list(tag.pk)].total for tag in tags}
    rarest = min(counts, key=lambda pk: (counts[pk], pk))
    ends = tallied[tag_list(rarest)].ends
    return lists.Together(rarest, [pk for pk in counts if pk != rarest], counts[rarest], ends)


def asking_all_of(tags: Sequence[Tag], *, at: datetime) -> list[Question]:
    """What `all_of` would ask. No query."""
    return lists.asking_tallied(*_lists_of(tags), at=at)


def _lists_of(tags: Sequence[Tag]) -> list[str]:
    return [tag_list(tag.pk) for tag in tags]


def _facts(found: Tag, tallied: Tallied, newest: Any, *, at: datetime) -> SafeString:
    """How many articles, since when, in which languages, and what else is near. One query, none while it is
    remembered.
    """

    def told() -> SafeString:
        drawn = {"tag": found, "tallied": tallied, "newest": newest}
        drawn |= {"years": by_year(tallied.periods)}
        drawn |= _beside(found, at=at, ends=tallied.ends)
        return render_to_string("articles/_tag_facts.html", drawn)

    return freshness.remembered(("facts of tag", found.pk, get_language()), told, at=at)


def _beside(found: Tag, *, at: datetime, ends: Sequence[datetime]) -> dict[str, Any]:
    """The tags that most often stand beside this one on its newest articles, and the topics that it feeds.
    One query.
    """
    met, fed = [], []
    for pk, slug, name, translations, beside in _company(found.pk, tuple(ends), at):
        row = {"pk": pk, "slug": slug, "name": name, "translations": translations}
        if beside:
            met.append((beside, row))
        else:
            fed.append(Topic(**row))
    least = min(sorted((beside for beside, _row in met), reverse=True)[:COMPANY], default=0)
    most = [(Tag(**row), beside) for beside, row in met if beside >= least]
    ways = [Way(tag, address([found, tag]), beside) for tag, beside in most]
    return {
        "company": sorted(ways, key=_most_first)[:COMPANY],
        "topics": sorted(fed, key=by_name),
    }


@compiled
def _company(tag: int, ends: tuple[datetime, ...], at: datetime) -> QuerySet[Any]:
    """Tags on its newest articles with on how many of these, and topics with 0."""
    newest = first_of(lists.of_tags([tag], at=at, ends=ends), LOOKED_AT).values("edition")
    company = Tag.objects.most_often_on(newest).order_by().exclude(pk=tag)
    topics = Topic.objects.public().filter(tags=tag).order_by()
    return company.values_list(*_COLUMNS, "beside").union(
        topics.values_list(*_COLUMNS, Value(0)), all=True
    )


_COLUMNS = ("pk", "slug", "name", "translations")


def _most_first(way: Way) -> tuple[int, str]:
    return -way.beside, by_name(way.tag)


def _narrower(found: Sequence[Tag], rows: Sequence[Any]) -> list[Way]:
    """By which further tag what stands here is narrowed down. One query, none for too few."""
    if len(rows) < 2 or len(found) == MOST:
        return []
    tags = Tag.objects.most_often_on([row.edition_id for row in rows]).exclude(
        pk__in=[tag.pk for tag in found]
    )
    ways = [Way(tag, address([*found, tag]), tag.beside) for tag in tags]
    return sorted((way for way in ways if way.beside < len(rows)), key=_most_first)[:WAYS]


def _without(found: Sequence[Tag]) -> list[Way]:
    """Each of these tags with where its leaving out leads."""
    return [Way(tag, address(one for one in found if one.pk != tag.pk)) for tag in found]
