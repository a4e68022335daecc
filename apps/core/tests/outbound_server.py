"""A web server on the loopback that does what its script says, and sees who leaves."""

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

OK = b"HTTP/1.1 200 OK\r\n"
#: Seconds until a server or a test gives up on the other side: only if something hangs
PATIENCE = 60


@dataclass
class Caller:
    """One request, and the means to answer it badly."""

    head: str
    sock: socket.socket
    stop: threading.Event

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def for_ever(self, data: bytes, *, pause: float = 0) -> None:
        """Send the same again and again until the other side is gone."""
        enough = time.monotonic() + PATIENCE
        while time.monotonic() < enough and not self.stop.wait(pause):
            self.send(data)

    def wait_for_the_end(self) -> None:
        """Say nothing more; returns when the other side is gone."""
        self.sock.recv(1)

    def reset(self) -> None:
        """Break the connection with a RST."""
        linger = b"\x01\0\0\0\0\0\0\0"
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.sock.close()


Script = Callable[[Caller], None]


@dataclass
class Server:
    """`scripts` by path; `requests` as they came; `gone` when a caller was seen to leave."""

    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    connections: int = 0
    gone: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None
    port: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(self, path: str, data: bytes) -> str:
        """Answer this path with these bytes; returns its URL."""
        return self.script(path, lambda caller: caller.send(data))

    def script(self, path: str, script: Script) -> str:
        self.scripts[path] = script
        return self.url(path)

    def serve(self, sock: socket.socket) -> None:
        self.connections += 1
        sock.settimeout(PATIENCE)
        try:
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            while head := _read_head(sock):
                self.requests.append(head)
                self.scripts[head.split(" ")[1]](Caller(head, sock, self.stop))
        except (OSError, ssl.SSLError):
            pass
        finally:
            self.gone.set()
            sock.close()


def _read_head(sock: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (more := sock.recv(4096)):
            return ""
        head += more
    return head.decode("latin-1")


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1."""
    server = Server(tls=tls)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            server.serve(self.request)

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

        def shutdown_request(self, request: Any) -> None:
            request.close()  # an ordinary close would hide a reset

    with Listener(("127.0.0.1", 0), Handler) as listener:
        server.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.stop.set()
        listener.shutdown()
        thread.join()
