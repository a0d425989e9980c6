from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_retired_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "person",
                        "starts_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("person", models.CharField(max_length=80)),
                ("starts_at", models.BigIntegerField()),
                ("ends_at", models.BigIntegerField()),
                ("deputy", models.CharField(max_length=80, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DutyOverride",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "role",
                        "starts_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=80)),
                ("starts_at", models.BigIntegerField()),
                ("ends_at", models.BigIntegerField()),
                ("person", models.CharField(max_length=80)),
                ("made_at", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="DutyRota",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "role", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=80)),
                ("zone", models.CharField(max_length=60)),
                ("starts_on", models.CharField(max_length=10)),
                ("handover", models.CharField(max_length=5)),
                ("every_days", models.SmallIntegerField()),
                ("people", models.TextField()),
            ],
        ),
    ]
