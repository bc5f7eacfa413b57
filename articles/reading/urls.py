"""The reader's addresses, one line each; views and templates know them by name alone."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from articles.reading import (
    archive,
    articles,
    browse,
    cards,
    comment_feeds,
    comments,
    corrections,
    exports,
    feeds,
    front,
    pages,
    previews,
    searching,
    tag_index,
    tags,
    topics,
)


class SlugConverter(StringConverter):
    """Letters and digits of every script, hyphens; no longer than a stored slug can be."""

    regex = r"[-\w]{1,100}"


class SlugsConverter(StringConverter):
    """Two or three of them, joined by plus signs."""

    regex = r"[-\w]{1,100}(?:\+[-\w]{1,100}){1,2}"


class YearConverter:
    regex = "(?:19|20|21)[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class MonthConverter(YearConverter):
    regex = "(?:0[1-9]|1[0-2])"

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


class DigestConverter(StringConverter):
    regex = "[0-9a-f]{32}"


class LanguageConverter(StringConverter):
    """A tag as BCP 47 writes it: language, script, region."""

    regex = "[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"


class FeedFormConverter(StringConverter):
    regex = "atom|json"


register_converter(DigestConverter, "digest")
register_converter(FeedFormConverter, "feed_form")
register_converter(LanguageConverter, "language")
register_converter(SlugConverter, "slug_of_any_script")
register_converter(SlugsConverter, "slugs_together")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

SLUG = "<slug_of_any_script:slug>"
SLUGS = "<slugs_together:slugs>"
FEED = "feed.<feed_form:form>"
CARD = "card-<digest:digest>.png"

urlpatterns = [
    path("", front.front, name="front"),
    path(CARD, cards.site, name="card"),
    path("articles/", archive.newest, name="archive"),
    path("articles/<year:year>/", archive.year, name="archive_year"),
    path("articles/<year:year>/<month:month>/", archive.month, name="archive_month"),
    path(f"articles/{SLUG}/", articles.article, name="article"),
    path(f"articles/{FEED}", feeds.archive, name="archive_feed"),
    path(f"articles/{SLUG}.json", exports.article_json, name="article_json"),
    path(f"articles/{SLUG}.md", exports.article_markdown, name="article_markdown"),
    path(f"articles/{SLUG}/cite.bib", exports.cite_bibtex, name="cite_bibtex"),
    path(f"articles/{SLUG}/cite.ris", exports.cite_ris, name="cite_ris"),
    path(f"articles/{SLUG}/{CARD}", cards.article, name="article_card"),
    path(f"articles/{SLUG}/editions/", articles.editions, name="editions"),
    path(f"articles/{SLUG}/comment/", comments.comment, name="comment"),
    path(f"articles/{SLUG}/comment/thanks/", comments.thanks, name="comment_thanks"),
    path(f"articles/{SLUG}/comments/", comments.comments, name="comments"),
    path(f"articles/{SLUG}/comments.atom", comment_feeds.of_one_article, name="article_comments"),
    path("comments.atom", comment_feeds.of_all, name="all_comments"),
    path("tags/", tag_index.tags, name="tags"),
    path("tags/letters/<str:letter>/", tag_index.letter, name="tag_letter"),
    path("tags/letters/<str:letter>/<int:number>/", tag_index.letter, name="tag_letter"),
    path(f"tags/{SLUGS}/", tags.together, name="tags_together"),
    path(f"tags/{SLUGS}/{FEED}", feeds.tags_together, name="tags_together_feed"),
    path(f"tags/{SLUG}/", tags.tag, name="tag"),
    path("topics/", topics.topics, name="topics"),
    path(f"topics/{SLUG}/", topics.topic, name="topic"),
    path(f"contributors/{SLUG}/", browse.contributor, name="contributor"),
    path(f"sources/{SLUG}/", browse.source, name="source"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("search/", searching.search, name="search"),
    path("search/suggest/", searching.suggest, name="search_suggest"),
    path("search/description.xml", searching.description, name="search_description"),
    path("feeds/", feeds.all_feeds, name="feeds"),
    path(FEED, feeds.site, name="feed"),
    path("feeds/<language:language>.<feed_form:form>", feeds.language, name="language_feed"),
    path(f"tags/{SLUG}/{FEED}", feeds.tag, name="tag_feed"),
    path(f"topics/{SLUG}/{FEED}", feeds.topic, name="topic_feed"),
    path(f"contributors/{SLUG}/{FEED}", feeds.contributor, name="contributor_feed"),
    path(f"sources/{SLUG}/{FEED}", feeds.source, name="source_feed"),
    path("preview/<str:token>/", previews.preview_link, name="preview_link"),
    path(f"{SLUG}/", pages.standing_page, name="standing_page"),
]
