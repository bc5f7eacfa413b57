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
                ("tag", models.BigIntegerField(unique=True)),
                ("done_to", models.BigIntegerField(default=0)),
                ("is_past_copies", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunPython(move_tags, migrations.RunPython.noop),
        migrations.RemoveField(model_name="searchwaiting", name="tag"),
        migrations.AlterField(
            model_name="searchwaiting",
            name="document",
            field=models.BigIntegerField(unique=True),
        ),
    ]
