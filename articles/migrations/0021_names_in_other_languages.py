"""What a tag is called in another language is another name of it, where it is nobody's name yet."""

from django.db import migrations

from articles.language import words
from articles.language.alike import keys

AT_ONCE = 2000
LONGEST = 100


def make_other_names(apps, schema_editor):
    """Of the first tag that is called so. Search knows these names already."""
    Tag, TagAlias = (apps.get_model("articles", name) for name in ("Tag", "TagAlias"))
    tags = Tag.objects.exclude(translations={}).order_by("pk").values_list("pk", "translations")
    found = {}
    for tag, translations in tags.iterator(AT_ONCE):
        for _language, texts in sorted(translations.items()):
            name = texts.get("name") or ""
            folded = words.fold(name)
            if 0 < len(folded) <= LONGEST >= len(name):
                found.setdefault(folded, (tag, name))
    if not found:
        return
    for model in (Tag, TagAlias):
        for folded in model.objects.order_by().values_list("folded", flat=True).iterator(AT_ONCE):
            found.pop(folded, None)
    TagAlias.objects.bulk_create(
        (
            TagAlias(
                tag_id=tag,
                name=name,
                folded=folded,
                likeness=alike.likeness,
                sound=alike.sound,
                slug=words.slugify(name),
            )
            for folded, (tag, name) in found.items()
            for alike in [keys(name)]
        ),
        batch_size=AT_ONCE,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_tag_change_owner"),
    ]

    operations = [
        migrations.RunPython(make_other_names, migrations.RunPython.noop),
    ]
