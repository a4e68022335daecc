"""Keeping Python and PostgreSQL quick while very many rows come in."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

TABLES: Final = (
    "events_event events_session events_appearance events_recording events_link"
    " events_sessionorigin people_person core_topic core_topiclink catalog_document"
)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for cyclic garbage less often: among so many rows it takes a quarter of
    the time, and finds next to nothing."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def analyze() -> None:
    """Let PostgreSQL know how large the tables have become, so that it plans for that."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES.split())}")
