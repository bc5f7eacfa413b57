"""The reader's addresses, one line each; views and templates know them by name alone."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from articles.reading import (
    archive,
    articles,
    browse,
    comments,
    corrections,
    exports,
    feeds,
    front,
    pages,
    previews,
    tags,
    topics,
)


class SlugConverter(StringConverter):
    """Letters and digits of every script, hyphens; no longer than a stored slug can be."""

    regex = r"[-\w]{1,100}"


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


class FeedFormConverter(StringConverter):
    regex = "atom|json"


register_converter(FeedFormConverter, "feed_form")
register_converter(SlugConverter, "slug_of_any_script")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

SLUG = "<slug_of_any_script:slug>"
FEED = "feed.<feed_form:form>"

urlpatterns = [
    path("", front.front, name="front"),
    path("articles/", archive.newest, name="archive"),
    path("articles/<year:year>/", archive.year, name="archive_year"),
    path("articles/<year:year>/<month:month>/", archive.month, name="archive_month"),
    path(f"articles/{SLUG}/", articles.article, name="article"),
    path(f"articles/{FEED}", feeds.archive, name="archive_feed"),
    path(f"articles/{SLUG}.json", exports.article_json, name="article_json"),
    path(f"articles/{SLUG}.md", exports.article_markdown, name="article_markdown"),
    path(f"articles/{SLUG}/editions/", articles.editions, name="editions"),
    path(f"articles/{SLUG}/comment/", comments.comment, name="comment"),
    path(f"articles/{SLUG}/comment/thanks/", comments.thanks, name="comment_thanks"),
    path("tags/", tags.tags, name="tags"),
    path(f"tags/{SLUG}/", tags.tag, name="tag"),
    path("topics/", topics.topics, name="topics"),
    path(f"topics/{SLUG}/", topics.topic, name="topic"),
    path(f"contributors/{SLUG}/", browse.contributor, name="contributor"),
    path(f"sources/{SLUG}/", browse.source, name="source"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("feeds/", feeds.all_feeds, name="feeds"),
    path(FEED, feeds.site, name="feed"),
    path(f"tags/{SLUG}/{FEED}", feeds.tag, name="tag_feed"),
    path(f"topics/{SLUG}/{FEED}", feeds.topic, name="topic_feed"),
    path(f"contributors/{SLUG}/{FEED}", feeds.contributor, name="contributor_feed"),
    path(f"sources/{SLUG}/{FEED}", feeds.source, name="source_feed"),
    path("preview/<str:token>/", previews.preview_link, name="preview_link"),
    path(f"{SLUG}/", pages.standing_page, name="standing_page"),
]
