from django.db import migrations, models
from django.db.models import Q


def key(*columns: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*columns, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_deliveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("pk", key("workspace_id", "id")),
                ("workspace_id", models.CharField(max_length=40)),
                ("id", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=40)),
                ("stream", models.CharField(max_length=200)),
                ("said", models.TextField()),
                ("found_at", models.BigIntegerField()),
                ("repaired_at", models.BigIntegerField(null=True)),
                ("gone_at", models.BigIntegerField(null=True)),
                ("times", models.IntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        "workspace_id",
                        "found_at",
                        condition=Q(repaired_at__isnull=True, gone_at__isnull=True),
                        name="finding_standing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Beat",
            fields=[
                ("pk", key("workspace_id", "worker")),
                ("workspace_id", models.CharField(max_length=40)),
                ("worker", models.CharField(max_length=120)),
                ("at", models.BigIntegerField()),
                ("body", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("pk", key("workspace_id", "began_at")),
                ("workspace_id", models.CharField(max_length=40)),
                ("began_at", models.BigIntegerField()),
                ("ended_at", models.BigIntegerField()),
                ("body", models.TextField()),
                ("dismissed_by", models.CharField(max_length=80, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("pk", key("workspace_id", "name", "label")),
                ("workspace_id", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("label", models.CharField(max_length=80)),
                ("value", models.BigIntegerField()),
            ],
        ),
    ]
