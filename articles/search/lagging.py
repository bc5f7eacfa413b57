"""What documents do not say yet: a tag that many of them stand under was merged, split or renamed, and they
are made anew one after the other. Until then whoever searches is told the rest, so that filters and counts
are right at once, and words of a name that a tag got find what stands under it. What follows with the
documents: words of a name that is none any more, which find until then; words of the parts of a split; and
all of a retirement that is undone, since documents do not say what they stood under before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, QuerySet

from articles.models import Filing, SearchLag, SearchWaiting, SearchWaitingTag, Tag
from articles.models.compiled import Question, compiled
from articles.search import documents, tokens
from articles.search.queries import Query, Term
from articles.search.shapes import Condition, Groups


@dataclass(frozen=True)
class Lag:
    """`said`: of each tag the numbers of those that documents may still say in place of it. `called`: names
    that are new to documents, as tokens, each with the numbers that documents under that tag say.
    """

    said: Mapping[int, frozenset[int]] = field(default_factory=dict)
    called: tuple[tuple[str, frozenset[int]], ...] = ()

    @property
    def tags(self) -> frozenset[int]:
        """All of which documents may be wrong."""
        return frozenset(self.said).union(*self.said.values())

    def understood(self, query: Query) -> Query:
        """The query, each word of which also finds what stands under a tag that is called so by now."""
        if not self.called:
            return query
        return replace(query, terms=tuple(map(self._understood, query.terms)))

    def _understood(self, term: Term) -> Term:
        also = {tag for name, tags in self.called if term.needle in name for tag in tags}
        return replace(term, also=tuple(documents.tag(tag) for tag in sorted(also)))

    def widened(self, groups: Groups) -> Groups:
        """The groups with whatever a document may say that stands under one of their tags."""
        if not self.said:
            return groups
        return tuple((*group, *self._instead(group)) for group in groups)

    def _instead(self, group: tuple[str, ...]) -> Iterator[str]:
        others = {other for tag in _tags(group) for other in self.said.get(tag, ())}
        return (one for one in map(documents.tag, sorted(others)) if one not in group)

    def conditions(self, groups: Groups) -> Iterator[Condition]:
        """What holds of a version, besides, for each group that documents may be wrong about."""
        for group in groups if self.said else ():
            if not self.tags.isdisjoint(tags := _tags(group)):
                yield _stands_under(tags, _numbers(group, documents.ARTICLE))

    def tally(self, metas: Iterable[tuple[int, str]]) -> Counter[str]:
        """How often each token of filters is said of these versions, by number; of tags that documents may
        be wrong about, how many of them stand under each. One query or none.
        """
        metas = list(metas)
        counted = Counter(" ".join(meta for _edition, meta in metas).split())
        wrong = {documents.tag(tag) for tag in self.tags} & counted.keys()
        if not wrong:
            return counted
        editions = {edition for edition, meta in metas if not wrong.isdisjoint(meta.split())}
        right = Counter(documents.tag(tag) for (tag,) in _filed(editions, self.tags))
        return Counter({one: n for one, n in counted.items() if one not in wrong}) + right


NONE = Lag()


def _numbers(group: Iterable[str], sign: str) -> list[int]:
    return [int(token[len(sign) :]) for token in group if token.startswith(sign)]


def _tags(group: Iterable[str]) -> list[int]:
    return _numbers(group, documents.TAG)


def _stands_under(tags: list[int], articles: list[int]) -> Condition:
    """Of the document `d`: that its version stands under one of these tags, or is of one of the articles."""

    def among(column: str, numbers: list[int]) -> str:
        return f"{column} IN ({', '.join(['%s'] * len(numbers))})"

    told = f"articles_filing f WHERE f.edition_id = d.edition_id AND {among('f.tag_id', tags)}"
    found = f"EXISTS (SELECT 1 FROM {told})"
    if articles:
        told = f"articles_edition e WHERE e.id = d.edition_id AND {among('e.article_id', articles)}"
        found = f"({found} OR EXISTS (SELECT 1 FROM {told}))"
    return Condition(found, [*tags, *articles])


@compiled
def _filed(editions: set[int], tags: frozenset[int]) -> QuerySet[Any]:
    return Filing.objects.filter(edition__pk__in=editions, tag__pk__in=tags).values_list("tag")


# --- which there are ----------------------------------------------------------------------------------


def note(pairs: Iterable[tuple[int, int]]) -> None:
    """That documents of what stands under the first of each two tags may still say the second, or, where it
    is the same, that it is called otherwise. One query.
    """
    SearchLag.objects.bulk_create(SearchLag(tag=tag, said=said) for tag, said in pairs)


def settle() -> None:
    """When no document waits any more. One query, two while documents lag."""
    if SearchLag.objects.exists():
        waiting = Exists(SearchWaiting.objects.all()) | Exists(SearchWaitingTag.objects.all())
        SearchLag.objects.exclude(waiting).delete()


def known() -> Lag:
    """One query while no document lags, else three."""
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    for tag, said in _pairs():
        pairs[tag].add(said)
    if not pairs:
        return NONE
    said = {tag: _reached(tag, pairs) for tag in pairs}
    named = Tag.objects.filter(pk__in={*said}.union(*said.values())).prefetch_related("aliases")
    there = {tag.pk: tag for tag in named}
    called = [
        (f" {tokens.joined(name)} ", {number, *(said[number] - there.keys())})
        for number, tag in there.items()
        if number in pairs[number]
        for name in (tag.name, *tag.names_elsewhere, *(alias.name for alias in tag.aliases.all()))
    ]
    return Lag(said, tuple((name, frozenset(numbers)) for name, numbers in called))


def _reached(tag: int, pairs: Mapping[int, set[int]]) -> frozenset[int]:
    """Whatever is said in place of it, or of one that is said in place of it."""
    found, left = set[int](), [tag]
    while left:
        new = pairs.get(left.pop(), set()) - found
        found |= new
        left += new
    return frozenset(found - {tag})


def asking() -> list[Question]:
    """What `known` asks while no document lags. No query."""
    return [_pairs.asking()]


@compiled
def _pairs() -> QuerySet[Any]:
    return SearchLag.objects.order_by().values_list("tag", "said").distinct()
