"""A connection that is kept is not asked before each request whether it still works, and yet is."""

from collections.abc import Iterator
from typing import Any

import mock
import pytest
from django.db import connections
from django.db.backends.postgresql import base

from pycommunity.postgresql.base import QUIET

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept() -> Iterator[Any]:
    """A connection of its own, used just now."""
    made: Any = connections["default"].copy()
    with made.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert made.is_usable()
    yield made
    made.close()


def asked(kept: Any) -> int:
    """How often the server is asked to find out whether the connection works, which it does."""
    with mock.patch.object(base.DatabaseWrapper, "is_usable", return_value=True) as question:
        assert kept.is_usable()
    return question.call_count


def test_used_just_now_it_is_taken_to_work(kept: Any) -> None:
    assert asked(kept) == 0


def test_after_a_pause_it_is_asked(kept: Any) -> None:
    kept.used -= QUIET + 1
    assert asked(kept) == 1
    assert asked(kept) == 0


def test_after_an_error_it_is_asked(kept: Any) -> None:
    kept.errors_occurred = True
    assert asked(kept) == 1


def test_one_that_the_server_ended_is_replaced_before_it_is_used(kept: Any) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [kept.connection.info.backend_pid])
    kept.close_if_unusable_or_obsolete()  # as each request begins
    with kept.cursor() as cursor:
        cursor.execute("SELECT 'back'")
        assert cursor.fetchone() == ("back",)
