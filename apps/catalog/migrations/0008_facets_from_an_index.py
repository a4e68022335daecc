"""Count the facets of a list from its index: the rows are wide, and reading all took 20 ms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_words_of_no_title_are_forgotten"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="document", name="document_newest"),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=["kind", "-sort_date", "-object_id"],
                include=("form", "language"),
                name="document_newest",
            ),
        ),
    ]
