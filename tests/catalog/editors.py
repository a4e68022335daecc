"""Several people who edit at the same time, each on a connection and in a transaction of their own.

What one of them does may have to wait for another one's commit, as in life. The test goes on
meanwhile, and what the waiting one is told next is done when their turn has come.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Any

from django.db import DatabaseError, connection, connections, transaction

from apps.catalog import publishing
from apps.catalog.touching import together, touched_by

#: What an edit returns: records to be published, as {kind: keys}
Touched = Mapping[str, Any]
Edit = Callable[[], Touched]


class Editor:
    """Does what they are told, one thing after the other."""

    def __init__(self) -> None:
        self.hands = ThreadPoolExecutor(1)
        self.last: Future[None] = self.hands.submit(self._sit_down)
        self.last.result()
        self.transaction = ExitStack()
        self.open = False
        self.unpublished: Touched = {}

    def _sit_down(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (self.backend,) = cursor.fetchone()
            cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
            if cursor.fetchone()[0]:  # who else may not say so waits a second for each deadlock
                cursor.execute("SET deadlock_timeout = '10ms'")

    def edit(self, edit: Edit) -> None:
        """Change rows. They are published with the next ``publish`` or ``commit``."""
        self._tell(lambda: self._edit(edit))

    def publish(self) -> None:
        """Publish what was changed so far, and keep all others from it until the end."""
        self._tell(self._publish)

    def commit(self) -> None:
        self._tell(self._commit)

    def roll_back(self) -> None:
        self._tell(self._give_up)

    def leave(self) -> None:
        self.hands.submit(connections.close_all).result()
        self.hands.shutdown()

    def is_waiting(self) -> bool:
        """Whether another editor's transaction keeps them from going on."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.backend])
            return bool(cursor.fetchone()[0])

    def _tell(self, work: Callable[[], None]) -> None:
        self.last = self.hands.submit(self._try, work)
        while not wait([self.last], timeout=0.002).done and not self.is_waiting():
            pass

    def _try(self, work: Callable[[], None]) -> None:
        """What does not go together with another's commit is given up, as a site's request is."""
        try:
            if not self.open:
                self.transaction.enter_context(transaction.atomic())
                self.open = True
            work()
        except DatabaseError:
            self._give_up()

    def _edit(self, edit: Edit) -> None:
        self.unpublished = together(self.unpublished, edit())

    def _publish(self) -> None:
        unpublished, self.unpublished = self.unpublished, {}
        publishing.publish_ids(unpublished)

    def _commit(self) -> None:
        self._publish()
        self.open = False
        self.transaction.close()

    def _give_up(self) -> None:
        self.unpublished = {}
        if self.open:
            self.open = False
            with connection.constraint_checks_disabled():
                transaction.set_rollback(True)
                self.transaction.close()


def and_what_shows(records: Touched) -> Touched:
    """Records that are about to be deleted, and what shows them, while they can still tell."""
    asked = together(records)
    return together(asked, touched_by(asked))
