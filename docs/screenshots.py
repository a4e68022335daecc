"""Shoot pages at three widths, light and dark: of a running site, or every kind of the demo's.

    make screenshots        every kind of page of a demo site of its own, into docs/screenshots/
    python -m docs.screenshots --site http://127.0.0.1:8000 --into build/shots / /events/ /talks/
    python -m docs.screenshots --user organiser /desk/ /desk/surveys/2/
    python -m docs.screenshots /surveys/london-python-2008-05/ --media print --themes light

Needs Chromium and the development requirements.
"""

import argparse
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests import chromium

WIDTHS = (390, 768, 1280)
THEMES = ("light", "dark")
#: Of pictures that are kept: pixels from the top, and of WebP. All of them make some ten megabytes.
SHORTEST, QUALITY = 1300, 40
PAGES = (
    "/",
    "/events/",
    "/talks/",
    "/people/",
    "/topics/",
    "/series/",
    "/api/",
    "/about/",
    "/nothing-here/",
)


def name_of(path: str, width: int, theme: str) -> str:
    """A file name: "events-pycon-us-2009-390-dark.png"; "print" and "forced" stand for a theme."""
    words = re.sub(r"[^\w]+", "-", path).strip("-") or "home"
    return f"{words[:60].strip('-')}-{width}-{theme}.png"


def shoot(browser: Browser, asked: argparse.Namespace) -> Iterator[Path]:
    """Yield the files, one for each page, width and theme; cut below ``tallest`` pixels."""
    asked.into.mkdir(parents=True, exist_ok=True)
    state = signed_in(browser, asked.site, asked.user) if asked.user else None
    for width in asked.widths:
        for theme in asked.themes:
            page = opened(browser, width, theme, asked.media, state)
            for path in asked.paths:
                look(page, asked.site.rstrip("/") + path)
                guise = theme if asked.media == "screen" else asked.media
                target = asked.into / name_of(path, width, guise)
                target.write_bytes(picture(page, asked.tallest, asked.start))
                yield target
            page.close()


def opened(
    browser: Browser, width: int, theme: str, media: str = "screen", state: Any = None
) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        forced_colors="active" if media == "forced" else "none",
        reduced_motion="reduce",
        storage_state=state,
    )
    page.emulate_media(media="print" if media == "print" else "screen")
    return page


def look(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")
    page.wait_for_timeout(150)  # what a script adds
    wide, width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide > width:
        print(f"{address} is {wide} px wide at {width}: it scrolls sideways")


def picture(page: Page, tallest: int, start: str | None = None) -> bytes:
    """What is on a page, from the first element that ``start`` selects."""
    width, tall = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    top = page.locator(start).first.bounding_box() if start else None
    y = top["y"] if top else 0
    clip: Any = {"x": 0, "y": y, "width": width, "height": min(tall - y, tallest)}
    return page.screenshot(full_page=True, clip=clip)


@dataclass(frozen=True)
class Demo:
    """A site with the demo world, an example of every kind of page, and who may see all."""

    url: str
    cookie: str
    addresses: Mapping[str, str]
    private: set[str]
    errors: Mapping[str, str]


@contextmanager
def demo_site() -> Iterator[Demo]:
    """A site of its own for a block, in a folder of its own: no other base is looked at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        own = {"PYCOMMUNITY_STATE": folder, "SITE_URL": url, "DEMO": "1", "DEBUG": "0"}
        os.environ |= own | {"DJANGO_SETTINGS_MODULE": "pycommunity.settings", "DATABASE_URL": ""}
        import django

        django.setup()
        from pycommunity.run import prepare
        from tests import atlas

        prepare()
        addresses = {name: atlas.address(name) for name in atlas.names()}
        command = [sys.executable, "-m", "gunicorn", "--bind", url.removeprefix("http://")]
        command += ["--workers", "2", "--log-level", "warning", "pycommunity.wsgi"]
        server = subprocess.Popen(command)  # noqa: S603 our own
        try:
            wait_for(url)
            yield Demo(url, atlas.insider(), addresses, atlas.PRIVATE, atlas.error_pages())
        finally:
            server.terminate()
            server.wait()
            django.db.connections.close_all()


def wait_for(url: str) -> None:
    """Return once the site answers (TimeoutError after half a minute)."""
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2)  # noqa: S310 our own
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{url} does not answer.")


def shoot_every_kind(browser: Browser, demo: Demo, into: Path) -> Iterator[Path]:
    """Yield the files: kind, width and theme, small enough to be kept with the source."""
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.webp"):
        old.unlink()  # of kinds that are no longer there
    cookie: Any = {"name": "sessionid", "value": demo.cookie, "url": demo.url}
    for width in WIDTHS:
        for theme in THEMES:
            outside, inside = opened(browser, width, theme), opened(browser, width, theme)
            inside.context.add_cookies([cookie])
            for name, html in demo.errors.items():
                shown = partial(Route.fulfill, body=html, content_type="text/html")
                outside.route(f"**/{name}/", shown)
            for name, path in [*demo.addresses.items(), *((e, f"/{e}/") for e in demo.errors)]:
                page = inside if name in demo.private else outside
                look(page, demo.url + path)
                target = into / f"{name}-{width}-{theme}.webp"
                with Image.open(io.BytesIO(picture(page, SHORTEST))) as image:
                    image.save(target, quality=QUALITY, method=4)
                yield target
            outside.close()
            inside.close()


def signed_in(browser: Browser, site: str, user: str) -> Any:
    """What a browser keeps after signing in with a demo account."""
    page = browser.new_page()
    page.goto(f"{site.rstrip('/')}/sign-in/")
    page.fill("#id_username", user)
    page.fill("#id_password", "demo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    return page.context.storage_state()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--every-kind", action="store_true", help="of a demo site of its own")
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--into", type=Path, help="build/screenshots, or docs/screenshots of all")
    parser.add_argument(
        "--tallest", type=int, default=2400, help="cut pages below this many pixels"
    )
    parser.add_argument("--start", help="a selector: begin at the first such element")
    parser.add_argument("--user", help="a demo account to sign in with")
    parser.add_argument("--widths", type=int, nargs="+", default=list(WIDTHS))
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=list(THEMES))
    parser.add_argument("--media", choices=("screen", "print", "forced"), default="screen")
    parser.add_argument("paths", nargs="*", default=list(PAGES))
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the demo site stops too
    if asked.every_kind:
        with demo_site() as demo, browsing() as browser:
            report(shoot_every_kind(browser, demo, asked.into or Path("docs/screenshots")))
    else:
        with browsing() as browser:
            asked.into = asked.into or Path("build/screenshots")
            report(shoot(browser, asked))


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def report(files: Iterator[Path]) -> None:
    total = 0
    for target in files:
        total += target.stat().st_size
        print(target)
    print(f"{total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
