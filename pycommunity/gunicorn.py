"""How gunicorn serves the site (https://docs.gunicorn.org/en/stable/settings.html)."""

import gc
import os
from http import HTTPStatus
from typing import Any

import orjson
from gunicorn import util  # type: ignore[import-untyped]

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

# Plain processes: threads share one interpreter lock, and cost a third of the throughput here.
# One a core, two at least so that one slow request does not block the site. The embedded
# PostgreSQL takes 100 connections, and each process keeps one.
workers = int(os.environ.get("WEB_CONCURRENCY", min(max(2, len(os.sched_getaffinity(0))), 16)))
worker_class = "sync"

# Each worker loads the application itself, so that a reload (HUP) loads new code.
preload_app = False
timeout = 30
graceful_timeout = 30
max_requests = 10_000  # a slow leak never grows old
max_requests_jitter = 1_000

accesslog = os.environ.get("ACCESS_LOG") or None  # "-" for standard output
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms'
loglevel = "warning"

# Nothing outside the state folder: no control socket in the home folder, heartbeats in memory.
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


def when_ready(server: object) -> None:
    print(f"Serving http://{bind}", flush=True)


def post_worker_init(worker: object) -> None:
    """What is loaded stays: looking through it for circles would hold a request up for 0.1 s."""
    gc.collect()
    gc.freeze()


def write_problem(sock: Any, status: int, reason: str, message: str) -> None:
    """What gunicorn refuses before Django sees it, as everything else is refused (RFC 9457)."""
    reason = HTTPStatus(status).phrase  # its own is that of 400 for much that is not
    said = {"type": "about:blank", "title": reason, "status": status, "detail": message}
    body = orjson.dumps(said)
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nCache-Control: no-store\r\n"
        f"Content-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("latin-1") + body)


util.write_error = write_problem  # there is no setting for it
