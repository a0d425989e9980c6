from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_auditor"),
    ]

    operations = [
        # With a default of the database's own: the release before this one goes on to store reactions meanwhile.
        migrations.AddField("Reaction", "urgency", models.SmallIntegerField(default=0, db_default=0)),
        migrations.AddIndex(
            "Reaction",
            models.Index("urgency", "due_at", condition=Q(due_at__isnull=False), name="reaction_due_by_urgency"),
        ),
        migrations.CreateModel(
            "DueRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "worker", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("worker", models.CharField(max_length=120)),
                ("seen_at", models.BigIntegerField()),
                ("record", models.TextField()),
            ],
        ),
    ]
