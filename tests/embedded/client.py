"""What the processes of the tests can say."""

import sys

import django
from django.db import connection

from pycommunity.embedded import broker, postgres

__all__ = ["broker", "connection", "input_ends", "postgres", "sql", "sys"]

django.setup()


def sql(statement: str) -> object:
    """Return the first value of the result through Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def input_ends() -> None:
    sys.stdin.read()
