"""Records as lines of CSV too, finished like their JSON; and where PostgreSQL keeps the texts.

By default it packs what is long, which costs a list and a dump more than all else that the
database does for them. Cards stay in their rows, as they are: a list reads a hundred. Whole records
and lines go elsewhere, unpacked. Documents of before get lines by ``manage.py catalog rebuild``.
"""

from django.db import migrations, models


def kept(column: str, how: str) -> migrations.RunSQL:
    alter = f"ALTER TABLE catalog_document ALTER COLUMN {column} SET STORAGE"
    return migrations.RunSQL(f"{alter} {how}", f"{alter} EXTENDED")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_announced")]

    operations = [
        migrations.AddField("document", "card_line", models.TextField(default="")),
        migrations.AddField("document", "detail_line", models.TextField(default="")),
        kept("card", "MAIN"),
        kept("detail", "EXTERNAL"),
        kept("card_line", "EXTERNAL"),
        kept("detail_line", "EXTERNAL"),
    ]
