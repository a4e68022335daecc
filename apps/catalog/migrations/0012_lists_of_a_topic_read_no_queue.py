"""What is new is in the indexes of topics and people at once, and not in a queue before them.

PostgreSQL puts new entries of a GIN index in a queue, which whoever asks reads from end to end, until
a vacuum (or 4 MB of them) empties it. After an import that made a topic's list half as dear again. A
document has few topics and people: writing them costs next to nothing more. The index of words keeps
its queue, as a document has hundreds of them.
"""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_words_are_kept_unpacked")]

    operations = [
        migrations.RemoveIndex(model_name="document", name="document_people"),
        migrations.RemoveIndex(model_name="document", name="document_topics"),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["people"], name="document_people"
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["topics"], name="document_topics"
            ),
        ),
    ]
