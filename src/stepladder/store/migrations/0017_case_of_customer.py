from django.db import migrations, models
from django.db.models import Q

from stepladder.store.index_alongside import LengthenIndexAlongside

_KNOWN = Q(customer__isnull=False)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("store", "0016_case_of_conversation"),
    ]

    operations = [
        LengthenIndexAlongside(
            "Case",
            models.Index("workspace_id", "customer", "id", condition=_KNOWN, name="case_of_customer"),
            models.Index("workspace_id", "customer", condition=_KNOWN, name="case_customer"),
        ),
    ]
