"""``make run``: the whole site with its demo world, on one machine where nothing is set up.

Starts or joins the embedded servers (unless DATABASE_URL and BROKER_URL name others), brings the
database up to date, then runs the Procfile until it is told to stop or one of the processes ends.
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from honcho.environ import parse_procfile
from honcho.manager import SIGNALS, Manager

from pycommunity import static_files
from pycommunity.embedded import broker, postgres
from pycommunity.embedded.server import Server

BASE_DIR = Path(__file__).resolve().parent.parent
# Celery says so in eight lines at every start; that this may be run as root is a promise.
QUIET_AS_ROOT = "ignore:You're running the worker with superuser privileges"
TOLD_TO_STOP = {known["rc"] for known in SIGNALS.values()}


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGHUP, stop_without_terminal)
    host = os.environ.setdefault("HOST", "127.0.0.1")
    port = os.environ.setdefault("PORT", "8000")
    refuse_unless_free(host, port)
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pycommunity.settings")
    django.setup()
    with embedded_servers():
        prepare()
        print(f"Open {settings.SITE_URL}/ - Ctrl-C stops everything.", flush=True)
        return run_procfile()


def stop_without_terminal(*_: object) -> None:
    """The terminal was closed: what is still said goes nowhere, and is no error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.raise_signal(signal.SIGTERM)


def refuse_unless_free(host: str, port: str) -> None:
    """Stop here, before anything is started, if nobody could listen there."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host.strip("[]"), int(port)))
    except (ValueError, OverflowError):
        sys.exit(f"PORT is {port!r}. It must be a number from 1 to 65535: make run PORT=8001")
    except OSError as error:
        sys.exit(
            f"Nothing was started: port {port} of {host} cannot be used ({error.strerror}). "
            "Take another one: make run PORT=8001"
        )


@contextmanager
def embedded_servers() -> Iterator[None]:
    """Hold those that are needed up for a block; then stop them, unless others use them too."""
    servers: list[Server] = [] if settings.BROKER_URL else [broker.server()]
    if settings.DATABASES["default"]["ENGINE"] == "pycommunity.embedded.postgresql":
        servers.append(postgres.server())
    try:
        for server in servers:
            server.ensure()
        yield
    finally:
        connections.close_all()
        for server in servers:
            server.leave()
            server.stop()


def prepare() -> None:
    """Bring database, static files and demo world up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    static_files.collect_if_changed()
    if settings.DEMO:
        call_command("load_demo")


def run_procfile() -> int:
    """Run all processes of the Procfile; 0 once told to stop, not 0 if one ended by itself."""
    manager = Manager()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    # Somebody is waiting for the first page: load the site once, and before worker and beat.
    environment = {"GUNICORN_CMD_ARGS": "--preload", "PYTHONWARNINGS": QUIET_AS_ROOT} | os.environ
    environment |= {"PATH": path, "PYTHONUNBUFFERED": "1"}
    procfile = parse_procfile((BASE_DIR / "Procfile").read_text())
    for name, command in procfile.processes.items():
        start = command if name == "web" else f"nice {command}"
        manager.add_process(name, start, env=environment, cwd=str(BASE_DIR))
    try:
        manager.loop()
    except BaseException:
        manager.kill()
        raise
    if manager.returncode in TOLD_TO_STOP:
        return 0
    print("One of the processes ended, so all were stopped. Why is said above.", file=sys.stderr)
    return manager.returncode or 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CommandError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
