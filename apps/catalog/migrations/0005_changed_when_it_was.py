"""Take the time of a change from the clock: that of the transaction's beginning can go back."""

from django.db import migrations, models

import apps.catalog.models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_search_in_every_language"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="changed_at",
            field=models.DateTimeField(db_default=apps.catalog.models.Clock()),
        ),
        migrations.AlterField(
            model_name="version",
            name="changed_at",
            field=models.DateTimeField(db_default=apps.catalog.models.Clock()),
        ),
    ]
