"""The project's Celery with tasks to watch, in queues of one test. Run by real workers."""

import os
import time
from pathlib import Path

from celery import Celery

PREFIX = "PYCOMMUNITY_TEST_QUEUE"


def new_app(broker: str, queue: str) -> Celery:
    """Return an app that is set up as the site's, but gives up on a silent worker after 10 s.

    On a busy machine a living one may be silent for longer than one would like to wait.
    """
    app = Celery("tests", set_as_current=False)
    app.config_from_object("pycommunity.celeryconfig")
    options = app.conf.broker_transport_options
    app.conf.update(
        broker_url=broker or app.conf.broker_url,
        task_default_queue=queue,
        broker_transport_options=options
        | {"visibility_timeout": 10, "unacked_restore_interval": 1, "global_keyprefix": queue},
    )
    return app


def work(diary: str) -> None:
    """Write down that it began; when there is leave to, that it is done."""
    with Path(diary).open("a") as file:
        file.write("began\n")
    while not Path(f"{diary}.leave").exists():
        time.sleep(0.05)
    with Path(diary).open("a") as file:
        file.write("done\n")


app = new_app(os.environ.get("BROKER_URL", ""), os.environ.get(PREFIX, "tests"))
app.task(name="work")(work)
