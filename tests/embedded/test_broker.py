"""Celery on the embedded broker."""

import os
import signal

import pytest

from tests.embedded.conftest import Clone

APP = """
from celery import Celery
app = Celery(broker=broker.LAZY_URL)
app.conf.broker_connection_retry_on_startup = True
app.conf.worker_redirect_stdouts = False

@app.task(name="remember")
def remember(what):
    tell(what)
"""
WORK = APP + "app.Worker(pool='solo', quiet=True).start()"


def test_settings_name_it_without_starting_it(clone: Clone) -> None:
    clone.run(APP + "tell(app.connection().as_uri()); tell(app.bugreport())")
    assert not (clone.state / "valkey").exists()


def test_tasks_outlive_a_killed_broker_and_stay_for_the_next_run(clone: Clone) -> None:
    web = clone.start(APP + "remember.delay(1); tell('sent'); input(); remember.delay(2)")
    assert web.told() == "sent"
    killed = clone.valkey.process_id()
    assert killed
    os.kill(killed, signal.SIGKILL)
    web.input.write("go on\n")
    assert web.end() == ("", "")
    assert clone.goes_down("valkey")

    count = "tell(app.connection().default_channel.client.llen('celery'))"
    assert clone.run(APP + count) == "2"


@pytest.mark.slow
def test_a_worker_reconnects_to_a_killed_broker(clone: Clone) -> None:
    worker = clone.start(WORK)
    clone.run(APP + "remember.delay('before')")
    assert worker.told() == "before"
    killed = clone.valkey.process_id()
    assert killed
    os.kill(killed, signal.SIGKILL)
    clone.run(APP + "remember.delay('after')")
    told = worker.told()
    if told == "before":  # the broker died before it knew that this was taken: it comes again
        told = worker.told()
    assert told == "after"
    worker.kill(signal.SIGTERM)
    assert clone.goes_down("valkey")
