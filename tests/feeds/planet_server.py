"""A planet on the loopback: hosts with feeds, conditional requests, and misbehaviour on demand.

Each host is an address of its own (127.0.0.1, 127.0.0.2 ...) on one port, as real hosts are apart.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from hashlib import blake2b

from tests.feeds.generated import Blog

#: Sends what it likes, for as long as it likes
Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Page:
    """What is at an address. Without ``etag`` and ``last_modified`` nothing is conditional."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    content_type: str = "application/rss+xml"
    script: Script | None = None


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


class Planet:
    """Hosts that serve ``pages``; what is asked is in ``requests``."""

    def __init__(self, hosts: int = 1) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.hosts = [f"127.0.{n // 250}.{n % 250 + 1}" for n in range(hosts)]
        self.port = 0
        self.quota: int | None = None  # so many answers; who asks for more has to wait
        self.waiting = 0

    def url(self, path: str, host: int = 0) -> str:
        return f"http://{self.hosts[host % len(self.hosts)]}:{self.port}{path}"

    def blog(self, path: str, blog: Blog, *, etag: bool = True) -> Page:
        """Serve a blog as it is now."""
        body = blog.feed()
        mark = f'"{blake2b(body, digest_size=8).hexdigest()}"' if etag else ""
        modified = format_datetime(blog.newest(), usegmt=True) if etag else ""
        page = self.pages[path] = Page(body, etag=mark, last_modified=modified)
        return page

    async def start(self) -> None:
        first = await asyncio.start_server(self._talk, self.hosts[0], 0)
        self.port = first.sockets[0].getsockname()[1]
        self._servers = [first]
        for host in self.hosts[1:]:
            self._servers.append(await asyncio.start_server(self._talk, host, self.port))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request = _request(head)
                self.requests.append(request)
                await self._turn(reader)
                page = self.pages.get(request.path, Page(status=404))
                if page.script:
                    await page.script(writer)
                    break
                writer.write(_answer(page, request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except asyncio.CancelledError:
            return
        finally:
            writer.close()

    async def _turn(self, reader: asyncio.StreamReader) -> None:
        """Wait for leave to answer; whoever has gone meanwhile takes none."""
        self.waiting += 1
        try:
            while self.quota == 0:
                if reader.at_eof():
                    raise ConnectionError
                await asyncio.sleep(0.01)
        finally:
            self.waiting -= 1
        if self.quota:
            self.quota -= 1


def _request(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return Request(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})


def _answer(page: Page, request: Request) -> bytes:
    status, body = page.status, page.body
    validators = {"ETag": page.etag, "Last-Modified": page.last_modified}
    known = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if (status == 200 and (page.etag and known[0] == page.etag)) or (
        page.last_modified and not known[0] and known[1] == page.last_modified
    ):
        status, body = 304, b""
    headers = {"Content-Type": page.content_type, **validators, **page.headers}
    if status != 304:
        headers["Content-Length"] = str(len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"HTTP/1.1 {status} So\r\n{lines}\r\n".encode() + body


@contextmanager
def serving(hosts: int = 1) -> Iterator[Planet]:
    """A planet in a thread of this process."""
    planet = Planet(hosts)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(planet.start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield planet
    finally:
        asyncio.run_coroutine_threadsafe(_end(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        for server in planet._servers:
            server.close()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


async def _end() -> None:
    """Let go of whoever is still being talked to."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
