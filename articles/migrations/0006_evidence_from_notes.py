"""What permissions said of their proof becomes evidence; what they allowed is told apart."""

from django.db import migrations
from django.utils import timezone


def carry_over(apps, schema_editor):
    permissions = apps.get_model("articles", "Permission").objects
    evidence = apps.get_model("articles", "Evidence").objects
    checks = apps.get_model("articles", "EvidenceCheck").objects
    first = apps.get_model("auth", "User").objects.order_by("pk").first()
    for row in permissions.all():
        row.may_abridge = row.may_adapt = row.may_change
        row.may_edit = "yes" if row.may_change else "style"
        row.credit_kind = "verbatim" if row.required_credit.strip() else "none"
        by = row.created_by_id or (first and first.pk)
        if row.evidence_note.strip() and by:
            note = evidence.create(
                permission=row,
                kind="elsewhere",
                from_whom=row.licensor or "–",
                words=row.evidence_note,
                added_by_id=by,
                added_at=row.created_at,
            )
            if row.state not in {"draft", "requested", "refused"}:
                checks.create(evidence=note, checked_by_id=by, checked_at=timezone.now())
        elif row.evidence_note.strip():
            row.notes = f"{row.notes}\n{row.evidence_note}".strip()
        row.save()


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_rights_desk")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
