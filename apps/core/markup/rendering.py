"""Markup to safe HTML, to plain text, and to a list of what is wrong with it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.safestring import SafeString

from apps.core.markup import markdown, plaintext, quick
from apps.core.markup.cleaning import clean
from apps.core.markup.deadlines import Deadline, TooSlowError
from apps.core.markup.kinds import Markup, Problem
from apps.core.markup.parts import Part, parts

Rendered = tuple[str, list[Problem]]
Renderer = Callable[[str], Rendered]


def render(text: str, markup: str, *, prefix: str = "text") -> SafeString:
    """HTML that templates may put in as it is, headings from h2 down, every id behind `prefix`.

    A text over 100,000 characters is rendered in parts: link definitions hold across them,
    footnotes within one. Parts that a renderer fails on, or has no time left for, are shown as
    they are written.
    """
    cleaned = (clean(html, prefix=prefix) for html, _ in _rendered(_tidied(text), markup))
    return SafeString("\n".join(cleaned))


class Examined(NamedTuple):
    """What an import wants to know about a text."""

    plain: str
    problems: list[Problem]


def examine(text: str, markup: str) -> Examined:
    """The words and the problems of a text in one go; next to nothing for bare paragraphs.

    Words are for search and summaries: a line for each line or block, none empty. Problems are
    what an author would want to mend: invalid reST, link references that nothing defines.
    """
    text = _tidied(text)
    if _is_bare(text, markup):
        lines = (" ".join(line.split()) for line in text.split("\n"))
        return Examined("\n".join(line for line in lines if line), [])
    words: list[str] = []
    problems: list[Problem] = []
    for html, found in _rendered(text, markup):
        words.append(plaintext.to_text(clean(html)))
        problems += found
    return Examined("\n".join(filter(None, words)), sorted(problems))


def plain(text: str, markup: str) -> str:
    """The words of a text alone: see `examine`."""
    return examine(text, markup).plain


def problems(text: str, markup: str) -> list[Problem]:
    """What is wrong with a text: see `examine`."""
    return examine(text, markup).problems


def _tidied(text: str) -> str:
    """LF line ends, and no lone surrogates, which no encoding can write."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text if text.isascii() else text.encode(errors="replace").decode()


def _is_bare(text: str, markup: str) -> bool:
    if markup == Markup.RST:
        return quick.is_bare_rst(text)
    return markup == Markup.PLAIN or quick.is_bare_markdown(text)


def _rendered(text: str, markup: str) -> Iterator[Rendered]:
    renderer = _renderer(text, Markup(markup))
    for part in parts(text):
        yield _one(renderer, part)


def _one(renderer: Renderer, part: Part) -> Rendered:
    try:
        html, found = renderer(part.text)
    except Exception as error:  # whatever a renderer stumbles on, the reader gets the text
        reason = "takes too long" if isinstance(error, TooSlowError) else type(error).__name__
        message = f"Cannot be rendered ({reason}); shown as it is written."
        return plaintext.to_html(part.text), [Problem(part.offset + 1, message)]
    return html, [Problem(p.line and p.line + part.offset, p.message) for p in found]


def _renderer(text: str, markup: Markup) -> Renderer:
    match markup:
        case Markup.RST:
            # Here, as its readers are 8 MB of a web worker, and most never need them.
            from apps.core.markup import rst

            deadline = Deadline.for_text(text)
            return lambda part: rst.to_html(part, deadline)
        case Markup.MARKDOWN:
            env = markdown.environment(text, Deadline.for_text(text))
            return lambda part: markdown.to_html(part, env)
        case Markup.PLAIN:
            return lambda part: (plaintext.to_html(part), [])
