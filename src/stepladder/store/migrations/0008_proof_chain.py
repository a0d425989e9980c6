from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Additive: the release before this one goes on storing events, which the sealer takes in without a digest."""

    dependencies = [
        ("store", "0007_stage_of_training"),
    ]

    operations = [
        migrations.AddField("Event", "digest", models.CharField(max_length=65, null=True)),
        migrations.AddIndex(
            "Event",
            models.Index(
                "workspace_id",
                "recorded_at",
                "stream",
                "version",
                condition=Q(position__isnull=True),
                name="event_unsealed",
            ),
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("number", models.BigIntegerField()),
                ("first_position", models.BigIntegerField()),
                ("last_position", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("key", models.CharField(max_length=16)),
                ("members", models.TextField()),
                ("head", models.CharField(max_length=64)),
            ],
        ),
    ]
