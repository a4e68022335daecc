"""Every migration goes back, and forward again, to the same database."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("apps.")]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def tables() -> dict[str, list[tuple[object, ...]]]:
    """Describe what migrations make: columns, constraints, indexes, functions, sequences."""
    queries = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, "
        "generation_expression FROM information_schema.columns WHERE table_schema = 'public'",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace",
        "sequences": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    }
    described = {}
    with connection.cursor() as cursor:
        for what, query in queries.items():
            cursor.execute(query)
            described[what] = sorted(cursor.fetchall(), key=repr)
    return described


def migrated(label: str) -> bool:
    return any(app == label for app, _ in MigrationLoader(connection).applied_migrations)


def test_each_app_goes_back_to_nothing_and_forward_again() -> None:
    before = tables()
    try:
        for label in OURS:
            call_command("migrate", label, "zero", verbosity=0)
            assert not migrated(label)
        left = {row[0] for row in tables()["columns"]}
        assert not {name for name in left if str(name).startswith(tuple(f"{o}_" for o in OURS))}
    finally:
        call_command("migrate", verbosity=0)
    assert tables() == before


def test_names_say_what_migrations_do() -> None:
    names = [name for app, name in MigrationLoader(connection).disk_migrations if app in OURS]
    assert names
    assert not [name for name in names if "_auto_" in name]
