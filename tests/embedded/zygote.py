"""Forks the processes of the tests: a fork costs 10 ms, an interpreter with Django a second.

Run with the descriptor of a socket, which brings for each process its code, its settings and its
three standard streams; the answer is its process id.
"""

import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

from pycommunity.embedded import broker, postgres


def sql(statement: str) -> object:
    """Return the first value of the result, through Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def tell(what: object) -> None:
    print(what, flush=True)


def ended() -> None:
    """Wait until the test ends this process."""
    sys.stdin.read()


def main(control: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    django.setup()
    assert connection.vendor == "postgresql"  # the backend is imported now
    while True:
        request, streams, *_ = socket.recv_fds(control, 100_000, 3)
        if not request:
            return
        process_id = os.fork()
        if process_id == 0:
            control.close()
            sys.exit(act(json.loads(request), streams))
        for stream in streams:
            os.close(stream)
        control.send(str(process_id).encode())
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def act(request: dict[str, Any], streams: list[int]) -> int:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ |= request["environment"]
    settings.STATE_DIR = Path(request["state"])
    names = {"broker": broker, "postgres": postgres, "connection": connection, "sys": sys}
    try:
        exec(request["code"], names | {"sql": sql, "tell": tell, "ended": ended})
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
