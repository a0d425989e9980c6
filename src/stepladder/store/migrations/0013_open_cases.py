from django.db import migrations, models
from django.db.models import Q

from stepladder.store.index_alongside import AddIndexAlongside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("store", "0012_chain_key"),
    ]

    operations = [
        AddIndexAlongside("Case", models.Index("urgency", condition=Q(closed_at__isnull=True), name="case_open")),
    ]
