"""Python projects and technologies, addressed by their normalised names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "slug",
                    models.SlugField(
                        editable=False,
                        help_text="The name, normalised (PEP 503)",
                        max_length=200,
                        unique=True,
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("url", models.URLField(blank=True, max_length=500)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="package_slug_is_normalised",
                    )
                ],
            },
        ),
    ]
