"""The five roles, so that later migrations and the first accounts find them.

Their rights are not written here: models of later apps do not exist yet. ``apps.people.roles``
gives them after every migration.
"""

from django.db import migrations

ROLES = ("reader", "organiser", "writer", "editor", "administrator")


def add_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name in ROLES:
        groups.get_or_create(name=name)


def remove_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(add_roles, remove_roles)]
