"""Text that PostgreSQL and UTF-8 accept, whatever came in."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

LONE_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
# NUL is refused by PostgreSQL; the other control characters by XML, so by our own feeds.
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without control characters; a lone surrogate becomes U+FFFD, CRLF a newline."""
    unbroken = text.replace("\r\n", "\n").replace("\r", "\n")
    return LONE_SURROGATE.sub("\ufffd", CONTROL.sub("", unbroken))


def one_line(text: str) -> str:
    """Printable text with every run of white space made one space."""
    return " ".join(printable(text).split())


def shortened(text: str, limit: int) -> str:
    """The text cut to `limit` characters, the last one an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def is_web_address(text: str) -> bool:
    """Whether it is a URL of http or https."""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return text == printable(text)  # the validator lets control characters through
