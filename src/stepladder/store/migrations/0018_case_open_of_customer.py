from django.db import migrations, models
from django.db.models import Q

from stepladder.store.index_alongside import AddIndexAlongside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("store", "0017_case_of_customer"),
    ]

    operations = [
        AddIndexAlongside(
            "Case",
            models.Index(
                "workspace_id", "customer", "id",
                condition=Q(customer__isnull=False, closed_at__isnull=True), name="case_open_of_customer",
            ),
        ),
    ]  # fmt: skip
