"""What of each kind the WebSub hub was told, so that it is told again of what it missed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="announced",
            field=models.BigIntegerField(
                db_default=0, help_text="The number that the WebSub hub was told of"
            ),
        ),
    ]
