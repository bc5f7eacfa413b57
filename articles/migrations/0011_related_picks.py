"""Articles chosen to follow another, and portraits of contributors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_figure_width"),
    ]

    operations = [
        migrations.AddField(
            model_name="contributor",
            name="image",
            field=models.ForeignKey(
                blank=True,
                help_text="Beside their name on their page here.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="articles.image",
                verbose_name="portrait",
            ),
        ),
        migrations.AlterField(
            model_name="contributor",
            name="slug",
            field=models.SlugField(
                allow_unicode=True,
                blank=True,
                help_text="Made from the name if left empty. It stays once something of theirs is published.",
                max_length=80,
                unique=True,
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="translation_of",
            field=models.ForeignKey(
                blank=True,
                help_text="Another article here, whoever translated it. Readers find each by the other.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="own_translations",
                to="articles.article",
                verbose_name="translation of",
            ),
        ),
        migrations.CreateModel(
            name="RelatedPick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="place")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="A few words, in the language of this article. May be empty.",
                        max_length=100,
                        verbose_name="why",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related_picks",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picked_beside",
                        to="articles.article",
                        verbose_name="related article",
                    ),
                ),
            ],
            options={
                "verbose_name": "related article",
                "verbose_name_plural": "related articles",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "other"), name="related_picks_once"),
                    models.CheckConstraint(
                        condition=models.Q(("article", models.F("other")), _negated=True),
                        name="related_pick_is_another",
                    ),
                ],
            },
        ),
    ]
