"""What tidying tags needs: what names are compared by, where versions are filed, and what was done."""

from collections.abc import Iterator
from itertools import islice

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.language import words
from articles.language.alike import keys

AT_ONCE = 2000


def compare_names(apps, schema_editor):
    """What each name looks and sounds like."""
    for name in ("Tag", "TagAlias"):
        rows = apps.get_model("articles", name).objects.order_by("pk")
        for batch in _batches(rows.only("pk", "name").iterator(AT_ONCE)):
            for row in batch:
                row.likeness, row.sound = keys(row.name)
            rows.bulk_update(batch, ["likeness", "sound"], batch_size=200)


def file_versions(apps, schema_editor):
    """Under the tags that their names stand for today."""
    Edition = apps.get_model("articles", "Edition")
    Filing = apps.get_model("articles", "Filing")
    aliases = apps.get_model("articles", "TagAlias").objects.values_list("folded", "tag_id")
    tags = apps.get_model("articles", "Tag").objects.values_list("folded", "pk")
    known = dict(aliases) | dict(tags)
    editions = Edition.objects.order_by("pk").values_list("pk", "content__piece__tags")
    for batch in _batches(editions.iterator(AT_ONCE)):
        Filing.objects.bulk_create(
            Filing(edition_id=edition, tag_id=tag)
            for edition, names in batch
            for tag in {known.get(words.fold(name)) for name in names or ()} - {None}
        )


def _batches(rows: Iterator) -> Iterator[list]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_list_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100, unique=True)),
                ("number", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="tag",
            name="likeness",
            field=models.CharField(db_index=True, default="", editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name="tag",
            name="sound",
            field=models.CharField(db_index=True, default="", editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name="tagalias",
            name="likeness",
            field=models.CharField(db_index=True, default="", editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name="tagalias",
            name="sound",
            field=models.CharField(db_index=True, default="", editable=False, max_length=100),
        ),
        migrations.CreateModel(
            name="TagAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True)),
                (
                    "tag",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_addresses",
                        to="articles.tag",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TagChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=30)),
                ("tags", models.JSONField(default=list)),
                (
                    "facts",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                ("last_edition", models.BigIntegerField(default=0)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tag_change",
                        to="articles.deskevent",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="TagChangeRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=8)),
                ("deed", models.CharField(max_length=8)),
                ("row", models.BigIntegerField()),
                ("owner", models.BigIntegerField()),
                ("tag", models.BigIntegerField()),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="articles.tagchange",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filings",
                        to="articles.edition",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filings",
                        to="articles.tag",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "tag"), name="edition_filed_once")
                ],
            },
        ),
        migrations.RunPython(compare_names, migrations.RunPython.noop),
        migrations.RunPython(file_versions, migrations.RunPython.noop),
    ]
