"""What a description is written in: reStructuredText, Markdown, HTML or nothing at all."""

import re
from html.parser import HTMLParser
from typing import Final, NamedTuple

from apps.core.markup import Markup, looks_like, problems
from apps.mirror.problems import Notes

Attributes = list[tuple[str, str | None]]

HTML: Final = re.compile(
    r"</?(?:p|a|br|b|i|u|ul|ol|li|div|span|em|strong|h[1-6]|table|tr|td|img|script|style|iframe"
    r"|blockquote|pre|code)\b[^<>]*>",
    re.IGNORECASE,
)
MARKDOWN: Final = re.compile(r"\[[^\]\n]+\]\(https?://[^)\s]+\)|^#{1,6} \S|^```", re.MULTILINE)
#: Nobody writes these by chance; Markdown has none of them, or means something else by them
SURELY_RST: Final = re.compile(
    r"`[^`\n]+<[^>\n]+>`_|^\.\. (?:\w+::|_)|:\w+:`|^([=\-~^\"'#*+])\1{3,}[ ]*$", re.MULTILINE
)
MAYBE_RST: Final = re.compile(r"``\S|`[^`\n]+`_|::[ ]*$", re.MULTILINE)


class Body(NamedTuple):
    """Text and what it is written in: `rst`, `markdown` or `plain`."""

    text: str
    markup: str


def read_body(text: str, notes: Notes) -> Body:
    """Find out how `text` is written. HTML becomes Markdown; faulty reST is noted and kept.

    What merely might be reST is taken for that only if it is sound, and lists and emphasis,
    which both have, for Markdown.
    """
    if SURELY_RST.search(text):
        if fault := rst_fault(text):
            notes.add("description", f"not quite reStructuredText: {fault}")
        return Body(text, Markup.RST)
    if HTML.search(text):
        notes.add("description", "HTML: converted")
        return Body(html_as_markdown(text), Markup.MARKDOWN)
    if MAYBE_RST.search(text) and not MARKDOWN.search(text):
        return Body(text, Markup.PLAIN if rst_fault(text) else Markup.RST)
    shared = looks_like(text) != Markup.PLAIN
    return Body(text, Markup.MARKDOWN if shared else Markup.PLAIN)


def rst_fault(text: str) -> str:
    """The first thing that is wrong with the text as reST, or ""."""
    found = problems(text, Markup.RST)
    return f"{found[0].message} (line {found[0].line})" if found else ""


def html_as_markdown(html: str) -> str:
    """Paragraphs, lists, emphasis and links of an HTML fragment as Markdown; scripts vanish."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = "".join(reader.parts).splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


class _Reader(HTMLParser):
    BLOCKS: Final = frozenset(
        {"p", "div", "ul", "ol", "table", "tr", "blockquote", "pre"}
        | {"h1", "h2", "h3", "h4", "h5", "h6"}
    )
    MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
    DROPPED: Final = frozenset({"script", "style", "iframe"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._targets: list[str] = []
        self._dropped = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in self.DROPPED:
            self._dropped += 1
        elif tag in self.BLOCKS:
            self.parts.append("\n\n")
        elif tag in {"br", "li"}:
            self.parts.append("\n" + "- " * (tag == "li"))
        elif tag == "a":
            target = dict(attrs).get("href") or ""
            self._targets.append(target if target.startswith(("http://", "https://")) else "")
            self.parts.append("[" if self._targets[-1] else "")
        else:
            self.parts.append(self.MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif tag in self.BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self._targets:
            target = self._targets.pop()
            self.parts.append(f"]({target})" if target else "")
        else:
            self.parts.append(self.MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.parts.append(data)
