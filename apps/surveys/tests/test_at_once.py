"""Two organisers at the same moment, on a real database."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from apps.surveys.models import Operation, Tally
from apps.surveys.tallying import Sent, record
from tests.factories.surveys import QuestionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def hands(option: str, n: int) -> list[Sent]:
    return [
        Sent(uuid=uuid4(), question="which", option=option, kind="add", value=1) for _ in range(n)
    ]


def at_once(*jobs: Any) -> list[Any]:
    def do(job: Any) -> Any:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(do, job) for job in jobs]]


def test_devices_that_write_at_once_lose_nothing_and_do_not_wait_for_each_other_forever() -> None:
    run = QuestionFactory(wording="Which?", options=["Django", "Zope"]).run
    batches = [
        batch
        for _ in range(4)
        for batch in (hands("django", 3) + hands("zope", 2), hands("zope", 2) + hands("django", 3))
    ]
    at_once(*(lambda batch=batch: record(run, batch, None) for batch in batches))
    tallies = dict(Tally.objects.values_list("option__key", "value"))
    assert tallies == {"django": 24, "zope": 16}
    assert Operation.objects.count() == 40


def test_the_same_batch_from_two_tabs_counts_once() -> None:
    run = QuestionFactory(wording="Which?", options=["Django"]).run
    batch = hands("django", 5)
    results = at_once(*[lambda: record(run, batch, None)] * 4)
    statuses = sorted(str(result.status) for each in results for result in each)
    assert statuses == ["applied"] * 5 + ["known"] * 15
    assert Tally.objects.get().value == 5


def test_an_id_sent_to_two_runs_at_once_counts_in_one() -> None:
    runs = [QuestionFactory(wording="Which?", options=["Django"]).run for _ in range(2)]
    batch = hands("django", 1)
    results = at_once(*(lambda run=run: record(run, batch, None) for run in runs))
    assert sorted(str(each.status) for [each] in results) == ["applied", "refused"]
