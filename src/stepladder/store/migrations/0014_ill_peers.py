from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_open_cases"),
    ]

    operations = [
        migrations.CreateModel(
            "IllPeer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "lane", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("lane", models.CharField(max_length=80)),
                ("since", models.BigIntegerField()),
                ("reason", models.TextField()),
            ],
        ),
    ]
