from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_proof_chain"),
    ]

    operations = [
        migrations.AddField("Delivery", "held_since", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "Delivery",
            models.Index("urgency", "due_at", condition=Q(due_at__isnull=False), name="delivery_urgent"),
        ),
        migrations.AddIndex(
            "Delivery",
            models.Index(
                "workspace_id",
                "created_at",
                condition=~Q(state__in=("sent", "delivered")),
                name="delivery_unsent",
            ),
        ),
    ]
