from django.db import migrations, models
from django.db.models import Q

from stepladder.store.index_alongside import AddIndexAlongside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("store", "0018_case_open_of_customer"),
    ]

    operations = [
        AddIndexAlongside(
            "Case",
            models.Index(
                "workspace_id", "stage", "wake_at", "urgency", "id",
                condition=Q(closed_at__isnull=True, next_due_at__isnull=True), name="case_no_clock",
            ),
        ),
    ]  # fmt: skip
