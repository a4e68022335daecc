"""Markdown: CommonMark with tables, footnotes, definition lists, front matter and plain HTML.

HTML is read where it is an element that may stay (`cleaning`) and that the text closes; any other
tag is shown as it is written, since notes speak of tags as often as they use them.
"""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from apps.core.markup.cleaning import TAGS
from apps.core.markup.deadlines import Deadline
from apps.core.markup.kinds import Problem

DEFINITION: Final = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]{1,300}\]:[ \t]*\S.*$", re.MULTILINE)
REFERENCE: Final = re.compile(r"\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]")
EMPTY_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\(\s*\)")
ELEMENT: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
CLOSED: Final = re.compile(r"</([a-zA-Z][a-zA-Z0-9]*)\s*>")
FIRST_HEADING: Final = re.compile(r"(</?)h1(?=[\s>])", re.IGNORECASE)
VOID: Final = frozenset({"br", "hr", "wbr"})
#: Elements of older pages: they go, and what is in them stays
UNWRAPPED: Final = frozenset({"h1", "center", "font", "tt", "big"})
Environment = MutableMapping[str, Any]


def to_html(text: str, env: Environment) -> tuple[str, list[Problem]]:
    """HTML that is still to be cleaned, and which links lead nowhere.

    `env` knows the link definitions of the whole text, of which this may be a part.
    Raises `TooSlowError` at the deadline.
    """
    closed = {name.lower() for name in CLOSED.findall(text)}
    elements = (closed & (TAGS | UNWRAPPED)) | VOID
    own: Environment = {**env, "references": dict(env["references"]), "elements": elements}
    parser = _parser()
    tokens = parser.parse(text, own)
    html = str(parser.renderer.render(tokens, parser.options, own))
    return html, list(_problems(tokens, own["references"]))


def environment(text: str, deadline: Deadline) -> Environment:
    """The link definitions of a text, which hold for all of its parts, and its deadline."""
    env: Environment = {"references": {}, "deadline": deadline, "elements": VOID}
    definitions = DEFINITION.findall(text)
    if definitions:
        _parser().parse("\n\n".join(definitions), env)
    return env


def _problems(tokens: Sequence[Token], references: dict[str, Any]) -> Iterator[Problem]:
    for token in tokens:
        if token.type == "inline" and token.map and "[" in token.content:
            for message in _broken_links(token.children or (), references):
                yield Problem(token.map[0] + 1, message)


def _broken_links(children: Sequence[Token], references: dict[str, Any]) -> Iterator[str]:
    said = "".join(child.content if child.type == "text" else "\n" for child in children)
    for found in REFERENCE.finditer(said):
        label = found[2] or found[1]
        if normalizeReference(label) not in references:
            yield f"The link reference [{label}] is not defined."
    for child, following in pairwise(children):
        if child.type == "link_open" and not child.attrs.get("href"):
            yield f"The link “{following.content}” has no address."


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": True, "linkify": True, "maxNesting": 20})
    parser.use(footnote_plugin).use(deflist_plugin).use(front_matter_plugin)
    if parser.linkify:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        parser.linkify.add("irc:", "http:").add("ircs:", "http:").add("ftp:", None).add("//", None)
    parser.core.ruler.push("demote_headings", _demote_headings)
    parser.block.ruler.before("table", "deadline", _check_in_block)
    parser.inline.ruler.before("text", "deadline", _check_in_line)
    breaks: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    parser.block.ruler.at("html_block", _html_block, breaks)
    parser.inline.ruler.at("html_inline", _html_inline)
    return parser


def _demote_headings(state: StateCore) -> None:
    """The page owns h1, so that # in a text is h2."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
        elif token.type == "html_block":
            token.content = FIRST_HEADING.sub(r"\1h2", token.content)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = ELEMENT.match(state.src, state.bMarks[start] + state.tShift[start])
    is_element = found is not None and found[1].lower() in state.env["elements"]
    return is_element and html_block(state, start, end, silent)


def _html_inline(state: StateInline, silent: bool) -> bool:
    found = ELEMENT.match(state.src, state.pos)
    is_element = found is not None and found[1].lower() in state.env["elements"]
    return is_element and html_inline(state, silent)


def _check_in_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    state.env["deadline"].check()
    return False


def _check_in_line(state: StateInline, silent: bool) -> bool:
    state.env["deadline"].check()
    return False
