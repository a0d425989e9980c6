from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_aggregates"),
    ]

    operations = [
        migrations.AddField("Person", "stage", models.CharField(max_length=20, null=True)),
    ]
