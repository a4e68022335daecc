"""Say who entered a statement: any writer could change what another one had recorded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("porting", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="status",
            options={
                "permissions": [("edit_any_status", "Can edit statuses that others entered")],
                "verbose_name_plural": "statuses",
            },
        ),
        migrations.AddField(
            model_name="status",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
