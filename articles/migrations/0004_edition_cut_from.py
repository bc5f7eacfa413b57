from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_article_translates_another")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="cut_from",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
    ]
