from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_candidates"),
    ]

    operations = [
        migrations.AddField(
            model_name="packversion",
            name="retired_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="packversion",
            name="retired_by",
            field=models.CharField(max_length=80, null=True),
        ),
        migrations.AddField(
            model_name="packversion",
            name="retired_because",
            field=models.TextField(null=True),
        ),
    ]
