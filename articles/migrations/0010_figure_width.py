"""How wide a section's picture runs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_comments")]
    operations = [
        migrations.AddField(
            model_name="section",
            name="figure_width",
            field=models.CharField(
                blank=True,
                choices=[
                    (None, "As wide as the text"),
                    ("wide", "Wider than the text"),
                    ("full", "As wide as the page"),
                ],
                default="",
                max_length=4,
                verbose_name="width of the picture",
            ),
        ),
    ]
