"""Tags: free keywords, with their other names and with the addresses where they stood before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from articles import addresses
from articles.language import letters, words
from articles.language.alike import LONGEST, Keys, keys
from articles.models.common import Translated

NAME_LENGTH = 100


class TagQuerySet(models.QuerySet["Tag"]):
    def resolve(self, names: Iterable[str]) -> dict[str, Tag]:
        """Existing tags by the names given, each being a tag's name or one of its other names.

        Names that no tag has are left out. Two queries, none without names.
        """
        folded = {name: words.fold(words.storable(name)) for name in names}
        if not folded:
            return {}
        by_name: dict[str, Tag] = {
            tag.folded: tag for tag in self.filter(folded__in=set(folded.values()))
        }
        aliases = TagAlias.objects.filter(folded__in=set(folded.values())).select_related("tag")
        by_alias: dict[str, Tag] = {alias.folded: alias.tag for alias in aliases}
        found = by_alias | by_name
        return {name: found[fold] for name, fold in folded.items() if fold in found}

    def used(self) -> TagQuerySet:
        """Each with how many articles have it, drafts too (`article_count`)."""
        return self.annotate(article_count=models.Count("article_tags", distinct=True))

    def beside(self, tag: Tag) -> TagQuerySet:
        """The tags that articles have beside this one, the most often first. One query over its articles."""
        pairs = self.filter(article_tags__content_object__article_tags__tag=tag).exclude(pk=tag.pk)
        return pairs.annotate(shared=models.Count("article_tags")).order_by("-shared", "name")

    def alike(self, names: Iterable[str]) -> dict[str, list[Tag]]:
        """For each name the tags that it may be meant for, the most used first: they look alike
        (`words.likeness`), or one is the other in pinyin.

        A tag that has the name is among them. Two queries, none without names.
        """
        wanted = {name: keys(name) for name in names}
        if not wanted:
            return {}
        looks = {key.likeness for key in wanted.values()} - {""}
        sounds = {key.sound for key in wanted.values() if key.sound}
        fits = models.Q(likeness__in=looks | sounds) | models.Q(sound__in=looks)
        others = TagAlias.objects.order_by().filter(fits).values_list("tag_id", "likeness", "sound")
        own = self.order_by().filter(fits).values_list("pk", "likeness", "sound")
        rows = list(own.union(others, all=True).order_by())
        tags = self.used().in_bulk({pk for pk, *_keys in rows})
        ranked = sorted(tags.values(), key=lambda tag: (-tag.article_count, tag.pk))
        found = {
            name: {pk for pk, *other in rows if key.fits(Keys(*other))}
            for name, key in wanted.items()
        }
        return {name: [tag for tag in ranked if tag.pk in pks] for name, pks in found.items()}

    def most_often_on(self, editions: models.QuerySet[Any] | list[int]) -> TagQuerySet:
        """The tags of these editions, given by their ids, each with how many of them have it (`beside`),
        those on most of them first.
        """
        rows = self.filter(edition_tags__edition__in=editions)
        counted = models.Count("edition_tags__edition", distinct=True)
        return rows.annotate(beside=counted).order_by("-beside", "name")


class Tag(Translated, TagBase):  # type: ignore[django-manager-missing]  # taggit has no types
    """A free keyword. `folded` (NFKC, casefolded) is what makes two spellings the same tag; `likeness` and
    `sound` are what two tags that may be meant for one have in common.
    """

    translated = ("name", "description")

    slug: Any  # of taggit, which has no types
    folded = models.CharField(max_length=100, unique=True, editable=False)
    likeness = models.CharField(max_length=LONGEST, db_index=True, editable=False, default="")
    sound = models.CharField(max_length=LONGEST, db_index=True, editable=False, default="")
    description = models.TextField(
        _("description"), blank=True, help_text=_("A sentence or two at the head of its page.")
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return Translated.__str__(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = words.fold(self.name)
        self.likeness, self.sound = keys(self.name)
        if self._state.adding and not self.slug and self._leads_on(self.slugify(self.name)):
            self.slug = self.free_slug()
        super().save(*args, **kwargs)
        TagPlace.objects.keep([self])

    @property
    def names_elsewhere(self) -> list[str]:
        """What it is called in other languages, also in those that are not spoken now."""
        return [name for texts in self.translations.values() if (name := texts.get("name"))]

    def clean(self) -> None:
        super().clean()
        aliases = TagAlias.objects.exclude(tag=self.pk)
        _check_name(self.name, Tag.objects.exclude(pk=self.pk), aliases)

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = words.slugify(tag)
        return slug if i is None else f"{slug}-{i}"

    def free_slug(self) -> str:
        """The address that its name asks for; with a number if another tag stands, or stood, there, or is
        called so too. Three queries, and three more for each number.
        """
        others = Tag.objects.exclude(pk=self.pk)
        slug, number = self.slugify(self.name), 2
        while others.filter(slug=slug).exists() or self._leads_on(slug):
            slug, number = self.slugify(self.name, number), number + 1
        return slug

    def _leads_on(self, slug: str) -> bool:
        """Whether readers who ask for it are led to another tag."""
        former = TagAddress.objects.exclude(models.Q(tag=None) | models.Q(tag=self.pk))
        names = TagAlias.objects.exclude(tag=self.pk)
        return former.filter(slug=slug).exists() or names.filter(slug=slug).exists()

    def get_absolute_url(self) -> str:
        return addresses.to("tag", self.slug)


class TagPlaceQuerySet(models.QuerySet["TagPlace"]):
    def keep(self, tags: Iterable[Tag]) -> None:
        """Puts each tag where it belongs in the index of each interface language. One query."""
        places = TagPlace.objects
        places.bulk_create(
            (
                TagPlace(tag=tag, language=language, letter=letter, sort=sort)
                for tag in tags
                for language, _name in settings.LANGUAGES
                for letter, sort in [letters.place(tag.said("name", language).text)]
            ),
            update_conflicts=True,
            unique_fields=["tag", "language"],
            update_fields=["letter", "sort"],
            batch_size=200,
        )


class TagPlace(models.Model):
    """Where a tag stands in the index of an interface language: under which letter, and in which order."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_index=False, related_name="places")
    language = models.CharField(max_length=10)
    letter = models.CharField(max_length=4)
    sort = models.CharField(max_length=letters.SORT_LENGTH)

    objects = TagPlaceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="tag_place_once", fields=["tag", "language"])]
        indexes = [
            models.Index(name="tag_place_order", fields=["language", "letter", "sort", "tag"])
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.letter}: {self.tag_id}"


class TagAliasQuerySet(models.QuerySet["TagAlias"]):
    def keep(self, names: Mapping[Tag, Iterable[str]]) -> None:
        """Makes these other names of their tags, each once and where it can be a name and is nobody's yet.
        At most three queries, none without names.
        """
        asked = [(name, tag) for tag, told in names.items() for name in told]
        known = Tag.objects.resolve(name for name, _tag in asked)
        free: dict[str, TagAlias] = {}
        for name, tag in asked:
            if name not in known and can_be_name(name):
                free.setdefault(words.fold(name), TagAlias(tag=tag, name=name))
        for row in free.values():
            row.take_keys()
        # Somebody else may be giving the same name at this moment.
        TagAlias.objects.bulk_create(free.values(), ignore_conflicts=True)


class TagAlias(models.Model):
    """Another name of a tag, in any language: found in texts and by editors; its address answers 301."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(
        _("also called"),
        max_length=100,
        help_text=_("Whoever types it, or finds it in a text, means this tag."),
    )
    folded = models.CharField(max_length=100, unique=True, editable=False)
    likeness = models.CharField(max_length=LONGEST, db_index=True, editable=False, default="")
    sound = models.CharField(max_length=LONGEST, db_index=True, editable=False, default="")
    slug = models.SlugField(max_length=100, editable=False, allow_unicode=True, db_index=True)

    objects = TagAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_keys()
        super().save(*args, **kwargs)

    def take_keys(self) -> None:
        """What it is found by."""
        self.folded = words.fold(self.name)
        self.likeness, self.sound = keys(self.name)
        self.slug = words.slugify(self.name)

    def clean(self) -> None:
        super().clean()
        _check_name(self.name, Tag.objects.all(), TagAlias.objects.exclude(pk=self.pk))


class TagAddress(models.Model):
    """Where a tag's page stood before: the tag to which it leads on. None is left where it was retired."""

    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, null=True, related_name="old_addresses")

    def __str__(self) -> str:
        return self.slug


def can_be_name(text: str) -> bool:
    return bool(words.fold(text)) and not is_too_long(text)


def is_too_long(name: str) -> bool:
    """As it is written, or as it is kept to be found."""
    return max(len(name), len(words.fold(name))) > NAME_LENGTH


def _check_name(name: str, tags: models.QuerySet[Tag], aliases: models.QuerySet[TagAlias]) -> None:
    """A name, however it is spelled, belongs to one tag: as its name or as another name of it."""
    folded = words.fold(name)
    if not folded:
        raise ValidationError({"name": _("A name needs letters or signs.")})
    if len(folded) > NAME_LENGTH:
        raise ValidationError({"name": _("This name is too long.")})
    if tags.filter(folded=folded).exists() or aliases.filter(folded=folded).exists():
        raise ValidationError({"name": _("Another tag has this name already.")})
