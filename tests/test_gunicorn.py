"""What a real gunicorn answers to requests that never reach Django, and to bodies of no length."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from http import HTTPStatus
from http.client import HTTPResponse
from pathlib import Path

import pytest

from apps.core.problems import CONTENT_TYPE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
#: Only guards against hanging
PATIENCE = 120
TALKS = b"/api/v1/talks/"
HOST = b"Host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """One worker, as the Procfile starts it. Nothing that is asked here needs the database."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn"]
    command += ["--config", "pycommunity/gunicorn.py", "pycommunity.wsgi"]
    settings = {"PORT": str(number), "HOST": "127.0.0.1", "WEB_CONCURRENCY": "1"}
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        assert "Serving" in server.stdout.readline()
        yield number
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE)


def ask(port: int, request: bytes) -> tuple[int, Message, bytes]:
    """Status, headers and body of the answer to these bytes."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(request)
        with HTTPResponse(connection) as answer:
            answer.begin()
            return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),  # TLS to a plain port
        (b"get %s HTTP/1.1\r\n%s\r\n" % (TALKS, HOST), 400),
        (b"GET %s HTTP/9.9\r\n%s\r\n" % (TALKS, HOST), 400),
        (b"GET %s HTTP/1.1\r\n%sA header: 1\r\n\r\n" % (TALKS, HOST), 400),
        (b"GET %s HTTP/1.1\r\n%sA: 1\r\n folded\r\n\r\n" % (TALKS, HOST), 400),
        (b"POST %s HTTP/1.1\r\n%sContent-Length: -1\r\n\r\n" % (TALKS, HOST), 400),
        (b"POST %s HTTP/1.1\r\n%sTransfer-Encoding: telepathy\r\n\r\n" % (TALKS, HOST), 501),
        (b"GET %s?%s HTTP/1.1\r\n%s\r\n" % (TALKS, b"x" * 5_000, HOST), 414),
        (b"GET %s HTTP/1.1\r\n%sA: %s\r\n\r\n" % (TALKS, HOST, b"x" * 9_000), 431),
        (b"GET %s HTTP/1.1\r\n%s%s\r\n" % (TALKS, HOST, b"A: 1\r\n" * 101), 431),
        (b"POST %s HTTP/1.1\r\n%sExpect: miracles\r\n\r\n" % (TALKS, HOST), 417),
        (b"GET %s HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n" % TALKS, 400),
        (
            b"POST %s HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            % (TALKS, HOST),
            411,
        ),
        (
            b"PATCH %s1/ HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (TALKS, HOST),
            411,
        ),
    ],
    ids=lambda value: value[:60].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_every_refusal_is_a_problem(port: int, request_: bytes, status: int) -> None:
    answered, headers, body = ask(port, request_)
    assert answered == status
    assert headers["Content-Type"] == CONTENT_TYPE
    assert headers["Cache-Control"] == "no-store"
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["title"].lower() == HTTPStatus(status).phrase.lower()
    assert problem["detail"]


def test_it_serves_on_after_them(port: int) -> None:
    status, _, body = ask(port, b"GET /healthz HTTP/1.0\r\n%s\r\n" % HOST)
    assert (status, json.loads(body)) == (200, {"status": "alive"})
