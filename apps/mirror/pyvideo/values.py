"""Single values from JSON of any shape. Each function mends what it safely can, and notes it."""

import html
import re
from typing import Any, Final
from urllib.parse import urlsplit

from apps.core.languages import language
from apps.core.naming import slug
from apps.mirror.problems import Notes
from apps.mirror.text import one_line, printable, shortened

LONGEST_LINE: Final = 300
LONGEST_TEXT: Final = 100_000
LONGEST_URL: Final = 500
ENTITY: Final = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp);", re.IGNORECASE
)
SLUG: Final = re.compile(r"[A-Za-z0-9_][-A-Za-z0-9_]*")
HOST: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


def read_line(value: Any, name: str, notes: Notes, limit: int = LONGEST_LINE) -> str:
    """A value meant as one line of text; anything but text or a number is noted and left out."""
    text = _text(value, name, notes)
    line = one_line(text)
    if ENTITY.search(line):
        notes.add(name, "HTML entities in plain text: decoded", text)
        line = one_line(html.unescape(line))
    if len(line) > limit:
        notes.add(name, f"longer than {limit} characters: cut", line)
    return shortened(line, limit)


def read_text(value: Any, name: str, notes: Notes) -> str:
    """A value meant as paragraphs of text."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        notes.add(name, "a list of strings: joined as paragraphs")
        value = "\n\n".join(value)
    text = printable(_text(value, name, notes)).strip()
    if len(text) > LONGEST_TEXT:
        notes.add(name, f"longer than {LONGEST_TEXT:,} characters: cut")
    return shortened(text, LONGEST_TEXT)


def _text(value: Any, name: str, notes: Notes) -> str:
    if value is None or isinstance(value, str):
        text = value or ""
        if printable(text) != text.replace("\r\n", "\n").replace("\r", "\n"):
            notes.add(name, "characters that no text may hold: removed", text)
        return text
    if isinstance(value, int | float) and not isinstance(value, bool):
        notes.add(name, "a number where text belongs: taken as text", value)
        return _digits(value)
    notes.add(name, f"{_type(value)} where text belongs: left out", value)
    return ""


def _digits(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python prints
        return ""


def _type(value: Any) -> str:
    names = {bool: "true or false", list: "a list", dict: "an object", str: "text"}
    return names.get(type(value), "a number" if isinstance(value, int | float) else "nothing")


def read_list(value: Any, name: str, notes: Notes) -> list[Any]:
    """A value meant as a list; a lone value is taken for a list of one, null for none."""
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return value
    notes.add(name, f"{_type(value)} where a list belongs: taken as its only item", value)
    return [value]


def read_language(value: Any, notes: Notes) -> str:
    """A language as its two-letter code; unknown and missing ones are noted."""
    text = read_line(value, "language", notes)
    if not text:
        notes.add("language", "missing")
        return ""
    code = language(text)
    if code is None:
        notes.add("language", "not a language that we know", text)
    return code or ""


def read_integer(value: Any, name: str, notes: Notes) -> int | None:
    """A size or number; 0, negative and unreadable are nothing, and only the last are noted."""
    if value is None or (value == 0 and not isinstance(value, bool)):
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:20])
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
        return value
    notes.add(name, "not a positive whole number: left out", value)
    return None


def read_url(value: Any, name: str, notes: Notes) -> str:
    """An http(s) address, or "" with the reason noted. A forgotten "https:" is put back."""
    if not isinstance(value, str):
        notes.add(name, "not an address: left out", value)
        return ""
    url = printable(value).strip()
    if url.startswith("//"):
        url = f"https:{url}"
    elif "://" not in url and HOST.match(url.partition("/")[0]):
        notes.add(name, "no https:// before it: added", value)
        url = f"https://{url}"
    if _is_web_address(url):
        return url
    notes.add(name, "not a web address: left out", value)
    return ""


def _is_web_address(url: str) -> bool:
    if len(url) > LONGEST_URL or re.search(r"[\s<>\"]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def sluglike(name: str, limit: int) -> str:
    """The name itself where it can be part of an address as it stands, else a slug of it."""
    return name if SLUG.fullmatch(name) and len(name) <= limit else slug(name, max_length=limit)
