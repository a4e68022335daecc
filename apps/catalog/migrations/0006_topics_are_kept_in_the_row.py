"""Counting by topic reads the topics of thousands of documents: they stay in the row.

Beside a long ``search`` they were moved out, and each had to be fetched. The table is written anew
in the order of its keys; meanwhile nobody reads it (seconds for tens of thousands of documents).
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_changed_when_it_was"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE catalog_document ALTER COLUMN topics SET STORAGE MAIN",
                "CLUSTER catalog_document USING catalog_document_pkey",
                "ALTER TABLE catalog_document SET WITHOUT CLUSTER",
            ],
            "ALTER TABLE catalog_document ALTER COLUMN topics SET STORAGE EXTENDED",
        ),
    ]
