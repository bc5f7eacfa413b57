"""List rows that know when they are live, tallies of how much is in each list, and the index of tags.

The rows that there are go: `articles.install` lists everything anew after the migrations.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_search"),
    ]

    operations = [
        migrations.DeleteModel("EditionTag"),
        migrations.CreateModel(
            name="EditionTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(null=True)),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField()),
                ("article", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="articles.article")),
                ("edition", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="tag_rows", to="articles.edition")),
                ("tag", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="edition_tags", to="articles.tag")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tag", "live_until", "-published_at", "-article"], name="tag_runs"),
                    models.Index(fields=["tag", "-published_at", "-article"], name="tag_newest"),
                    models.Index(fields=["live_until"], name="tag_over"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "tag", "live_from"), name="edition_tagged_once")
                ],
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField(null=True)),
                ('live_from', models.DateTimeField()),
                ('live_until', models.DateTimeField()),
                ('list', models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='TagPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('letter', models.CharField(max_length=4)),
                ('sort', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=40)),
                ('period', models.IntegerField(default=0)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('at', models.DateTimeField()),
                ('count', models.IntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='listing',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='articles.article'),
        ),
        migrations.AddField(
            model_name='listing',
            name='edition',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='articles.edition'),
        ),
        migrations.AddField(
            model_name='tagplace',
            name='tag',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='articles.tag'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['list', 'period', 'at'], name='tally_of_list'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['at'], name='tally_at'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['period', 'at', '-count'], name='tally_most'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['list', 'live_until', '-published_at', '-article'], name='list_runs'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['live_until'], name='list_over'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(fields=('edition', 'list', 'live_from'), name='edition_listed_once'),
        ),
        migrations.AddIndex(
            model_name='tagplace',
            index=models.Index(fields=['language', 'letter', 'sort', 'tag'], name='tag_place_order'),
        ),
        migrations.AddConstraint(
            model_name='tagplace',
            constraint=models.UniqueConstraint(fields=('tag', 'language'), name='tag_place_once'),
        ),
    ]
