"""What the benchmark has to know of the site before it asks in earnest."""

import contextlib
import json
import time
import urllib.error
import urllib.request
from typing import Any


def wait_for(url: str) -> None:
    """Return when something answers there (SystemExit if nothing does for long)."""
    for _ in range(150):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.1)
    raise SystemExit("The server did not come up; its own messages above say why.")


def get(url: str) -> Any:
    """The JSON at an address."""
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def etag(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        return str(answer.headers["ETag"])


def is_there(url: str) -> bool:
    """Whether the address gives an answer that is no error."""
    try:
        urllib.request.urlopen(url).close()
    except urllib.error.HTTPError:
        return False
    return True


def largest(url: str | None, count: str) -> dict[str, Any]:
    """The record of a list with the highest ``count``."""
    best: dict[str, Any] = {count: -1}
    while url:
        page = get(url)
        best = max(best, *page["results"], key=lambda row: row[count])
        url = page["next"]
    return best
