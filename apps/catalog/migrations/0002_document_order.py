"""Lists by name and by size: the folded title in code-point order, and how many talks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="sort_title",
            field=models.CharField(
                blank=True,
                db_collation="C",
                help_text="Folded, in order of code points",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="weight",
            field=models.PositiveIntegerField(default=0, help_text="How much it gathers"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=["kind", "sort_title", "object_id"],
                name="document_alphabet",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=["kind", "-weight", "sort_title"],
                name="document_weight",
            ),
        ),
    ]
