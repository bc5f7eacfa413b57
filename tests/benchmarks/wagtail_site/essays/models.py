"""An article as Tearsheet has it, in Wagtail's own means: sections of heading, picture and text."""

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.search import index

# What Tearsheet's sections allow, as far as Wagtail has it without an extension.
FEATURES = ["h3", "h4", "bold", "italic", "strikethrough", "superscript", "subscript", "code"]
FEATURES += ["ol", "ul", "hr", "blockquote", "link"]


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey(
        "ArticlePage", related_name="tagged_items", on_delete=models.CASCADE
    )


class SectionBlock(StructBlock):
    """A chooser and a field for the description, since comparing fails on an empty ImageBlock (8.0.1)."""

    heading = CharBlock(required=False)
    image = ImageChooserBlock(required=False)
    alt = CharBlock(required=False)
    text = RichTextBlock(features=FEATURES)


class ArticlePage(Page):
    deck = models.TextField(blank=True)
    author = models.CharField(max_length=200, blank=True)
    body = StreamField([("section", SectionBlock())], blank=True)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("deck"),
        FieldPanel("author"),
        FieldPanel("body"),
        FieldPanel("tags"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("deck"),
        index.SearchField("author"),
        index.SearchField("body"),
        index.AutocompleteField("body"),  # what the desk's own search asks
    ]
    template = "article.html"
