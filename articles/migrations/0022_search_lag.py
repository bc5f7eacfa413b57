"""Tags whose documents wait stand in a table of their own, with how far that has come; and there is one of
what documents do not say yet.
"""

from django.db import migrations, models


def move_tags(apps, schema_editor):
    """Their documents will be marked as before."""
    Waiting, WaitingTag = (
        apps.get_model("articles", name) for name in ("SearchWaiting", "SearchWaitingTag")
    )
    tags = Waiting.objects.exclude(tag=None)
    WaitingTag.objects.bulk_create(WaitingTag(tag=row.tag) for row in tags)
    Waiting.objects.filter(document=None).delete()


def move_tags_back(apps, schema_editor):
    Waiting, WaitingTag = (
        apps.get_model("articles", name) for name in ("SearchWaiting", "SearchWaitingTag")
    )
    tags = set(WaitingTag.objects.values_list("tag", flat=True))
    Waiting.objects.bulk_create(Waiting(tag=tag) for tag in sorted(tags))


def forget_doubles(apps, schema_editor):
    """Each document once, as it was marked last."""
    Waiting = apps.get_model("articles", "SearchWaiting")
    later = Waiting.objects.filter(document=models.OuterRef("document"), pk__gt=models.OuterRef("pk"))
    Waiting.objects.filter(models.Exists(later)).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_names_in_other_languages")]

    operations = [
        migrations.CreateModel(
            name="SearchLag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tag", models.BigIntegerField()),
                ("said", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchWaitingTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tag", models.BigIntegerField()),
                ("done_to", models.BigIntegerField(default=0)),
                ("is_past_copies", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunPython(move_tags, move_tags_back),
        migrations.RemoveField(model_name="searchwaiting", name="tag"),
        migrations.AlterField(
            model_name="searchwaiting",
            name="document",
            field=models.BigIntegerField(db_index=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_doubles),
    ]
