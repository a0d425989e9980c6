from django.db import migrations, models
from django.db.models import Q

from stepladder.store.index_alongside import LengthenIndexAlongside

_KNOWN = Q(conversation__isnull=False)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("store", "0015_archived_cases"),
    ]

    operations = [
        LengthenIndexAlongside(
            "Case",
            models.Index(
                "workspace_id", "conversation", "closed_at", "id", condition=_KNOWN, name="case_of_conversation"
            ),
            models.Index("workspace_id", "conversation", condition=_KNOWN, name="case_conversation"),
        ),
    ]
