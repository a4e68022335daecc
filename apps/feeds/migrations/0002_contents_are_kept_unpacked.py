"""The HTML of entries is kept as it is: packing it, and the words of documents, was a tenth of what
storing a planet cost the base.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feeds", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE feeds_entry ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE feeds_entry ALTER COLUMN content SET STORAGE EXTENDED",
        ),
    ]
