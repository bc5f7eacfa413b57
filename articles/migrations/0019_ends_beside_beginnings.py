from typing import Any

from django.db import migrations
from django.db.models import CharField, Count, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

AT_ONCE = 500


def note_ends(apps: Any, _editor: Any) -> None:
    """Lists are read by their ends. One at which something else begins, such as an update that is planned, was
    not known: it is noted beside what begins. What begins later is little; all that ends then is looked at.
    """
    tally = apps.get_model("articles", "Tally")
    windows = apps.get_model("articles", "Window").objects.filter(live_from__gt=timezone.now())
    begins = sorted(set(windows.values_list("live_from", flat=True)))
    tags = Concat(Value("tag:"), Cast("tag_id", CharField()))
    for name, list_name in (("Listing", F("list")), ("EditionTag", tags)):
        rows = apps.get_model("articles", name).objects.order_by()
        for start in range(0, len(begins), AT_ONCE):
            ends = rows.filter(live_until__in=begins[start : start + AT_ONCE])
            counted = ends.values_list(list_name, "live_until").annotate(Count("pk"))
            tally.objects.bulk_create(
                (
                    tally(list=told, at=at, count=step)
                    for told, at, count in counted
                    for step in (-count, count)
                ),
                batch_size=500,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0018_search_waiting'),
    ]

    operations = [
        migrations.RunPython(note_ends, migrations.RunPython.noop),
    ]
