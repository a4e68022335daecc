"""The words that search looks through are kept as they are, like whole records (0003): packing them,
and the HTML of entries, was a tenth of what storing a planet cost the base.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_cards_as_they_are")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE catalog_document ALTER COLUMN text_d SET STORAGE EXTERNAL",
            "ALTER TABLE catalog_document ALTER COLUMN text_d SET STORAGE EXTENDED",
        ),
    ]
