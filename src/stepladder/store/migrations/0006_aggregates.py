from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_people_and_duty"),
    ]

    operations = [
        migrations.CreateModel(
            name="Aggregate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "kind", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("id", models.CharField(max_length=200)),
                ("version", models.IntegerField()),
                ("shape", models.CharField(max_length=16)),
                ("state", models.TextField()),
                ("wake_at", models.BigIntegerField(null=True)),
                ("faults", models.SmallIntegerField(default=0)),
                ("urgency", models.SmallIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index("urgency", "wake_at", condition=Q(wake_at__isnull=False), name="aggregate_due")
                ],
            },
        ),
    ]
