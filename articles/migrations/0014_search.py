"""What can be searched for, the words that there are, and what was looked for in vain."""

import django.db.models.deletion
from django.db import migrations, models


def drop_index(apps, schema_editor):
    """The indexes of SQLite are tables of their own; those of PostgreSQL go with theirs."""
    if schema_editor.connection.vendor == "sqlite":
        for table in ("articles_searchdocument", "articles_draftdocument"):
            schema_editor.execute(f"DROP TABLE IF EXISTS {table}_fts")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0013_freshness'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tokenizer', models.PositiveIntegerField(default=0)),
                ('done_to', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='DraftDocument',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('title', models.TextField()),
                ('deck', models.TextField()),
                ('headings', models.TextField()),
                ('people', models.TextField()),
                ('tags', models.TextField()),
                ('often', models.TextField()),
                ('meta', models.TextField()),
                ('body', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_document', to='articles.article')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FailedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('query', models.CharField(max_length=60, unique=True, verbose_name='looked for')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='how often')),
                ('last_on', models.DateField(verbose_name='last')),
            ],
            options={
                'verbose_name': 'search without result',
                'verbose_name_plural': 'searches without result',
                'indexes': [models.Index(fields=['last_on'], name='failed_search_last')],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('title', models.TextField()),
                ('deck', models.TextField()),
                ('headings', models.TextField()),
                ('people', models.TextField()),
                ('tags', models.TextField()),
                ('often', models.TextField()),
                ('meta', models.TextField()),
                ('body', models.TextField()),
                ('stamp', models.CharField(max_length=32)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_document', to='articles.edition')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_index),
    ]
