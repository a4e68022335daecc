"""Words of titles that were withdrawn or changed before words were forgotten with them."""

from django.db import migrations

FORGET = """
DELETE FROM catalog_word WHERE NOT EXISTS (
    SELECT FROM catalog_document
    WHERE withdrawn_at IS NULL AND search @@ quote_literal(word)::tsquery
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_topics_are_kept_in_the_row"),
    ]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
