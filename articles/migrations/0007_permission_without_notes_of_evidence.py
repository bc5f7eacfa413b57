"""The columns that became evidence and rights of their own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_evidence_from_notes")]
    operations = [
        migrations.RemoveField(model_name="permission", name="evidence_note"),
        migrations.RemoveField(model_name="permission", name="may_change"),
    ]
