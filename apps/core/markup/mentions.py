"""Names that a text mentions become links: PEPs, and packages by their exact names."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from django.utils.safestring import SafeString

TAG: Final = re.compile(r"(<[^>]*>)")
PEP: Final = re.compile(r"\bPEP[ \u00a0-]?(\d{1,4})\b(?!\.\d)")
NAME: Final = re.compile(r"(?<![\w./@-])[A-Za-z][\w.-]*\w(?![\w/@])")
#: Names that are words as well ("mock", "requests") are taken for packages only in code
DISTINCT: Final = re.compile(r"[A-Z].*[A-Z]|[a-z][A-Z]|[0-9_.-]|^[A-Z][a-z]+$")
CLOSED_TO_LINKS: Final = frozenset({"a", "pre"})


def names_in(html: str) -> set[str]:
    """Every word of the HTML's text that may be the name of a package."""
    return {name for text, _ in _texts(html) for name in NAME.findall(text)}


def linked(html: str, packages: Mapping[str, str]) -> SafeString:
    """Clean HTML with PEPs linked to peps.python.org and packages ({name: address}) to theirs.

    A package is linked where it is first named. Links and blocks of code stay as they are.
    """
    pieces: list[str] = []
    open_tags: list[str] = []
    seen: set[str] = set()
    for piece in TAG.split(html):
        if piece.startswith("<"):
            _follow(piece, open_tags)
        elif not CLOSED_TO_LINKS.intersection(open_tags):
            piece = _with_links(piece, packages, seen, is_code="code" in open_tags)
        pieces.append(piece)
    return SafeString("".join(pieces))


def _texts(html: str) -> Iterator[tuple[str, bool]]:
    open_tags: list[str] = []
    for piece in TAG.split(html):
        if piece.startswith("<"):
            _follow(piece, open_tags)
        elif not CLOSED_TO_LINKS.intersection(open_tags):
            yield piece, "code" in open_tags


def _follow(tag: str, open_tags: list[str]) -> None:
    name = tag.strip("</>").split(" ")[0]
    if tag.startswith("</"):
        if name in open_tags:
            open_tags.remove(name)
    elif name in {"a", "pre", "code"}:
        open_tags.append(name)


def _with_links(text: str, packages: Mapping[str, str], seen: set[str], *, is_code: bool) -> str:
    def package(found: re.Match[str]) -> str:
        name = found[0]
        address = packages.get(name)
        if address is None or name in seen or not (is_code or DISTINCT.search(name)):
            return name
        seen.add(name)
        return f'<a href="{escape(address)}">{name}</a>'

    return PEP.sub(_pep, NAME.sub(package, text) if packages else text)


def _pep(found: re.Match[str]) -> str:
    address = f"https://peps.python.org/pep-{int(found[1]):04}/"
    return f'<a href="{address}" rel="external noopener nofollow">{found[0]}</a>'
