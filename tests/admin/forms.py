"""What a browser would send for the forms of a page."""

from html.parser import HTMLParser
from typing import Any

Fields = dict[str, Any]


def fields_of(html: str) -> Fields:
    """Name -> value of every control that would be sent: a list where there are several."""
    parser = _Controls()
    parser.feed(html)
    return {name: sent if len(sent) > 1 else sent[0] for name, sent in parser.sent.items()}


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select: str | None = None
        self.text: str | None = None

    def send(self, name: str | None, value: str) -> None:
        if name:
            self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = given.get("name")
        elif tag == "option" and "selected" in given:
            self.send(self.select, given.get("value", ""))
        elif tag == "textarea":
            self.text = given.get("name")
            self.send(self.text, "")
        elif tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.send(given.get("name"), given.get("value", "on"))
        elif tag == "input" and given.get("type") not in {"submit", "button", "search"}:
            self.send(given.get("name"), given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.text:
            # A browser takes off the line break with which Django opens a text area.
            self.sent[self.text][-1] += data
            self.sent[self.text][-1] = self.sent[self.text][-1].removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None
