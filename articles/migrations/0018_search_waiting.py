from typing import Any

from django.db import migrations, models


def wait(apps: Any, _editor: Any) -> None:
    """What was marked in the documents themselves is marked beside them."""
    documents = apps.get_model("articles", "SearchDocument").objects.filter(stamp="")
    waiting = apps.get_model("articles", "SearchWaiting").objects
    numbers = documents.order_by("pk").values_list("pk", flat=True)
    waiting.bulk_create(waiting.model(document=number) for number in numbers.iterator())


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0017_search_kept_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWaiting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.BigIntegerField(null=True, unique=True)),
                ('tag', models.BigIntegerField(null=True, unique=True)),
            ],
        ),
        migrations.RunPython(wait, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='searchdocument',
            name='search_waiting',
        ),
    ]
