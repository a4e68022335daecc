"""A page as a browser would take it: what is in it, and what is wrong with its markup."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Attributes by which a page makes the browser fetch something
FETCHED = [("link", "href"), *((tag, "src") for tag in ("img", "script", "iframe", "source"))]
#: Within a line: their text joins the text around them
INLINE = {"a", "b", "code", "em", "s", "small", "span", "strong", "time"}


@dataclass
class Element:
    """One start tag, and the text inside its element."""

    tag: str
    attributes: dict[str, str | None]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""


class Page(HTMLParser):
    """The elements of a page in order, and ``faults``: what a validator would complain about."""

    def __init__(self, response: HttpResponse | Any) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.faults: list[str] = []
        self._open: list[Element] = []
        self.feed(response.content.decode())
        self.close()
        self.faults += [f"<{element.tag}> is never closed" for element in self._open]
        ids = Counter(element.get("id") for element in self.elements if element.get("id"))
        self.faults += [f"id {each} is there {n} times" for each, n in ids.items() if n > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        self._break_line(tag)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes nothing that is open there")
        else:
            self._open.pop()
        self._break_line(tag)

    def _break_line(self, tag: str) -> None:
        if tag not in INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements with this tag and these attributes (``class_`` has the class among others)."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(value in element.get(name).split() for name, value in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def scripts(self) -> list[Element]:
        """Scripts within the page, or from anywhere but the site's own files."""
        return [each for each in self.all("script") if not each.get("src").startswith("/static/")]

    def link(self, text: str) -> str:
        """Where the first link with this text leads."""
        return next(a.get("href") for a in self.all("a") if a.text == text)

    @property
    def text(self) -> str:
        return self.one("html").text

    @property
    def main(self) -> str:
        return self.one("main").text

    @property
    def names(self) -> list[str]:
        """The names in lists, in order."""
        return [a.text for a in self.all("a", class_="name")]

    @property
    def fetched(self) -> list[str]:
        """Addresses that a browser fetches without being asked."""
        return [
            element.get(attribute)
            for element in self.elements
            for tag, attribute in FETCHED
            if element.tag == tag
            and element.get(attribute)
            and element.get("rel") not in ("canonical", "alternate", "search")
        ]
