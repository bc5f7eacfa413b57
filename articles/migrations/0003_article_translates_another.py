from django.db import migrations, models
from django.db.models import F, Q


def forget_translations_of_themselves(apps, schema_editor):
    articles = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    articles.filter(translation_of=F("pk")).update(translation_of=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_editing_sessions_and_preview_links")]

    operations = [
        migrations.RunPython(forget_translations_of_themselves, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                name="article_translates_another",
                condition=Q(translation_of=None) | ~Q(translation_of=F("pk")),
            ),
        ),
    ]
