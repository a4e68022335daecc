"""Cards are kept unpacked, and the talks of an event in their order.

PostgreSQL packs what makes a row longer than 2 kB, so two of three cards were packed after all: to
unpack a hundred was half of what a page of a list cost the base. Now rows may have 4 kB. Those that
are there are written anew, or it would begin with their next change.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_every_word_is_searched")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE catalog_document SET (toast_tuple_target = 4080)",
            "ALTER TABLE catalog_document RESET (toast_tuple_target)",
        ),
        migrations.RunSQL("UPDATE catalog_document SET card = card || ''", migrations.RunSQL.noop),
        migrations.RemoveIndex("document", "document_event"),
        migrations.AddIndex(
            "document",
            models.Index(
                fields=["event", "kind", "-sort_date", "-object_id"], name="document_event"
            ),
        ),
    ]
