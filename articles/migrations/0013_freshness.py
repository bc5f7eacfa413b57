"""A name for what the public sees, and the indexes that say when it changes by the clock alone."""

from django.db import migrations, models

from articles import watched


def forget(apps, schema_editor):
    """The triggers write to a row that is about to go."""
    watched.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_told_in_another_way'),
    ]

    operations = [
        migrations.CreateModel(
            name='Freshness',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('generation', models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('planned_takedown_at__isnull', False)), fields=['planned_takedown_at'], name='article_takedown'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['withdrawn_at'], name='article_withdrawn'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['at'], name='edition_turns'),
        ),
        migrations.AddIndex(
            model_name='permission',
            index=models.Index(fields=['valid_from'], name='permission_valid_from'),
        ),
        migrations.AddIndex(
            model_name='permission',
            index=models.Index(fields=['valid_until'], name='permission_valid_until'),
        ),
        migrations.AddIndex(
            model_name='permission',
            index=models.Index(fields=['stopped_at'], name='permission_stopped_at'),
        ),
        migrations.AddIndex(
            model_name='permission',
            index=models.Index(fields=['paid_at'], name='permission_paid_at'),
        ),
        migrations.AddIndex(
            model_name='upstream',
            index=models.Index(fields=['looked_at'], name='upstream_looked_at'),
        ),
        migrations.AddIndex(
            model_name='window',
            index=models.Index(fields=['live_from'], name='window_opens'),
        ),
        migrations.AddIndex(
            model_name='window',
            index=models.Index(fields=['live_until'], name='window_closes'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
