from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_due_loop"),
    ]

    operations = [
        migrations.CreateModel(
            "ChainKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id", "use", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("workspace_id", models.CharField(max_length=40)),
                ("use", models.CharField(max_length=16)),
                ("fingerprint", models.CharField(max_length=16)),
            ],
        ),
    ]
