"""A hub on the loopback: it asks back before it answers, and sends what it is told to."""

import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request, urlopen

CHALLENGE = "a <challenge> & more"


@dataclass
class Hub:
    """What was asked is in ``forms``, what the site answered to the question in ``answers``."""

    url: str = ""
    status: int = 202
    lease: int = 864_000
    forms: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, str, str]] = field(default_factory=list)

    def asked(self, form: dict[str, str]) -> None:
        self.forms.append(form)
        if self.status == 202:
            self.answers.append(self.ask_back(form))

    def ask_back(self, form: dict[str, str]) -> tuple[int, str, str]:
        question = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": CHALLENGE,
            "hub.lease_seconds": str(self.lease),
        }
        return _answer(Request(f"{form['hub.callback']}?{urlencode(question)}"))

    def send(self, body: bytes, secret: str = "", content_type: str = "application/rss+xml") -> int:
        """Send the feed to whoever subscribed last; returns the status of the answer."""
        sent = Request(self.forms[-1]["hub.callback"], body)
        sent.add_header("Content-Type", content_type)
        secret = secret or self.forms[-1].get("hub.secret", "")
        if secret:
            digest = hmac.new(secret.encode(), body, "sha256").hexdigest()
            sent.add_header("X-Hub-Signature", f"sha256={digest}")
        return _answer(sent)[0]


def _answer(request: Request) -> tuple[int, str, str]:
    try:
        with urlopen(request, timeout=120) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers["Content-Type"], ""


@contextmanager
def hub() -> Iterator[Hub]:
    running = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            running.asked(dict(parse_qsl(body.decode())))
            self.send_response(running.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join(60)
        server.server_close()
