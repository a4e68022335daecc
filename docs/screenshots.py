"""Shoot pages of a running site at three widths, light and dark.

    python docs/screenshots.py --site http://127.0.0.1:8000 --into build/shots / /events/ /talks/

Needs the system's Chromium and the development requirements.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

WIDTHS = (390, 768, 1280)
THEMES = ("light", "dark")
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
    """A file name: "events-pycon-us-2009-390-dark.png"."""
    words = re.sub(r"[^\w]+", "-", path).strip("-") or "home"
    return f"{words[:60].strip('-')}-{width}-{theme}.png"


def shoot(
    browser: Browser, site: str, paths: list[str], into: Path, tallest: int
) -> Iterator[Path]:
    """Yield the files, one for each page, width and theme; no taller than ``tallest`` pixels."""
    into.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for theme in THEMES:
            page = browser.new_page(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if theme == "dark" else "light",
            )
            for path in paths:
                page.goto(site.rstrip("/") + path, wait_until="load")
                size = page.evaluate(
                    "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
                )
                if size[0] > width:
                    print(f"{path} is {size[0]} px wide at {width}: it scrolls sideways")
                height = min(size[1], tallest)
                target = into / name_of(path, width, theme)
                page.screenshot(
                    path=target,
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": height},
                )
                yield target
            page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--into", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument(
        "--tallest", type=int, default=2400, help="cut pages below this many pixels"
    )
    parser.add_argument("paths", nargs="*", default=list(PAGES))
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
        for target in shoot(browser, asked.site, asked.paths, asked.into, asked.tallest):
            print(target)
        browser.close()


if __name__ == "__main__":
    main()
