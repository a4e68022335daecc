"""reST by docutils, with nothing that reads files or passes HTML through."""

from copy import copy
from functools import cache
from threading import Lock
from typing import Any, Final

from docutils import nodes
from docutils.core import Publisher
from docutils.frontend import get_default_settings
from docutils.io import StringInput, StringOutput
from docutils.parsers.rst import Parser, roles
from docutils.parsers.rst.states import Inliner
from docutils.readers.standalone import Reader
from docutils.transforms import Transform
from docutils.utils import Reporter
from docutils.writers.html5_polyglot import HTMLTranslator, Writer

from apps.core.markup.deadlines import Deadline, TooSlowError
from apps.core.markup.kinds import Problem

SETTINGS: Final = {
    "_disable_config": True,  # no docutils.conf of the machine's
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": Reporter.SEVERE_LEVEL + 1,  # messages go to the observer, not into the text
    "halt_level": Reporter.SEVERE_LEVEL + 2,  # never
    "warning_stream": False,
    "traceback": True,
    "input_encoding": "unicode",
    "output_encoding": "unicode",
    "doctitle_xform": False,
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "initial_header_level": 2,
    "math_output": "LaTeX",
    "syntax_highlight": "none",
    "smart_quotes": False,
    "pep_references": True,
    "pep_base_url": "https://peps.python.org/",
    "line_length_limit": 1_000_000,
    "stylesheet_path": None,
    "embed_stylesheet": False,
}
# docutils keeps the roles that a text defines in a module global, where they would change the
# meaning of every later text. One text at a time, and each starts afresh.
ONE_AT_A_TIME: Final = Lock()


MOST_PROBLEMS: Final = 100
MOST_SUBSTITUTIONS: Final = 2_000


def to_html(text: str, deadline: Deadline) -> tuple[str, list[Problem]]:
    """HTML that is still to be cleaned, and the first hundred messages about the text.

    Raises `TooSlowError` at the deadline, and whatever docutils does: `RecursionError` for
    lists in lists in lists.
    """
    reader = _ObservedReader(deadline)
    writer = Writer()
    writer.translator_class = _Translator
    publisher = Publisher(
        reader=reader,
        parser=reader.parser,
        writer=writer,
        settings=copy(_settings()),
        source_class=StringInput,
        destination_class=StringOutput,
    )
    publisher.set_source(text)
    publisher.set_destination()
    with ONE_AT_A_TIME:
        roles._roles.clear()  # type: ignore[attr-defined]
        publisher.publish()
    return writer.parts["body"], reader.problems


class _Translator(HTMLTranslator):
    def visit_literal(self, node: nodes.literal) -> None:
        self.body.append(f"<code>{self.encode(node.astext())}</code>")  # docutils has a span
        raise nodes.SkipNode


class _ObservedReader(Reader):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__(parser=Parser(inliner=_timed_inliner(deadline)))
        self.deadline = deadline
        self.problems: list[Problem] = []

    def get_transforms(self) -> list[type[Transform]]:
        return [*super().get_transforms(), _SubstitutionLimit]

    def new_document(self) -> nodes.document:
        document = super().new_document()
        document.reporter.attach_observer(self._observe)
        note_source = document.note_source

        def note_in_time(*args: Any) -> None:
            self.deadline.check()  # docutils calls this for each line, however deep
            note_source(*args)

        document.note_source = note_in_time  # type: ignore[method-assign,assignment]
        return document

    def _observe(self, message: nodes.system_message) -> None:
        self.deadline.check()  # a paragraph of unclosed *stars has one message for each
        if message["level"] >= Reporter.WARNING_LEVEL and len(self.problems) < MOST_PROBLEMS:
            first = message.children[0].astext() if message.children else message.astext()
            self.problems.append(Problem(message.get("line") or 0, " ".join(first.split())))


class _SubstitutionLimit(Transform):
    """Refuses the billion laughs: ten references in each of ten substitutions."""

    default_priority = 219  # just before docutils puts substitutions in

    def apply(self, **kwargs: Any) -> None:
        inside = {
            name.lower(): [ref["refname"].lower() for ref in _references(definition)]
            for name, definition in self.document.substitution_defs.items()
        }
        waiting = [ref["refname"].lower() for ref in _references(self.document)]
        for _ in range(MOST_SUBSTITUTIONS):
            if not waiting:
                return
            waiting += inside.get(waiting.pop(), [])
        raise TooSlowError


def _references(node: nodes.Element) -> list[nodes.substitution_reference]:
    return list(node.findall(nodes.substitution_reference))


def _timed_inliner(deadline: Deadline) -> Inliner:
    """An inliner that looks at the deadline before each text; docutils forbids to subclass it."""
    inliner = Inliner()
    parse, implicit = inliner.parse, inliner.implicit_inline

    def parse_in_time(*args: Any) -> Any:
        deadline.check()
        return parse(*args)

    def implicit_in_time(*args: Any) -> Any:
        deadline.check()
        return implicit(*args)

    inliner.parse = parse_in_time  # type: ignore[method-assign,assignment]
    inliner.implicit_inline = implicit_in_time  # type: ignore[method-assign,assignment]
    return inliner


@cache
def _settings() -> Any:
    settings = get_default_settings(Parser, Reader, Writer)
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
    return settings
