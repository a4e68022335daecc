"""Packages become a public kind: they say when they changed, and tell databases from servers."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("packages", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="package",
            name="kind",
            field=models.CharField(
                choices=[("package", "Package"), ("database", "Database"), ("server", "Server")],
                default="package",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="package",
            name="updated_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
