from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_ill_peers"),
    ]

    operations = [
        migrations.CreateModel(
            "ArchivedCase",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("id", models.CharField(max_length=80)),
                ("file", models.CharField(max_length=200)),
                ("checksum", models.CharField(max_length=64)),
                ("archived_at", models.BigIntegerField()),
                ("opened_at", models.BigIntegerField()),
                ("closed_at", models.BigIntegerField()),
                ("version", models.IntegerField()),
                ("digests", models.TextField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
    ]
