"""A body of notes as the passages that a page shows: running text between what was said. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent

from apps.core.markup import Markup
from apps.events.noted import Passage
from apps.mirror.importing.merging import digest
from apps.mirror.notes import facts
from apps.mirror.notes.definitions import find
from apps.mirror.text import printable, shortened

LONGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A passage as the source has it now."""

    kind: str
    text: str
    markup: str
    name: str = ""
    number: int | None = None
    is_summary: bool = False
    first: int
    last: int

    def said(self, scope: str) -> str:
        """What is kept of it for the next merge. `scope` is the document within the source."""
        return said(scope, self.kind, self.text, self.name, self.number, self.is_summary)


def said(scope: str, kind: str, text: str, name: str, number: int | None, is_summary: bool) -> str:
    return digest([scope, kind, text, name, number, is_summary], size=16)


def of_session(session: facts.SessionFact, markup: Markup) -> list[Wanted]:
    """All that stands under a session's heading, in the order of the document."""
    turns = [_turn(turn, markup) for turn in session.turns]
    spans = [turn.span for turn in session.turns]
    cut = {line for span in spans for line in range(span.first, span.last + 1)} | told(session)
    texts = texts_of(session.body, markup, cut, [part.span.first for part in session.parts])
    return sorted([*turns, *texts], key=lambda each: (each.first, each.kind == Passage.Kind.TEXT))


def _turn(turn: facts.TurnFact, markup: Markup) -> Wanted:
    number = turn.number
    return Wanted(
        kind=str(turn.kind),
        text=printable(turn.text).strip(),
        markup=markup,
        name=shortened(printable(turn.by).strip(), 200),
        number=number if number is None or 0 <= number <= LONGEST_NUMBER else None,
        is_summary=turn.is_summary,
        first=turn.span.first,
        last=max(turn.span.first, turn.span.last),
    )


def told(session: facts.SessionFact) -> set[int]:
    """Lines of the body that people and turns tell already: those that ``rest`` leaves out."""
    if session.rest is None:
        return set()
    kept = iter([line for line in session.rest.text.split("\n") if line.strip()])
    next_kept = next(kept, None)
    found = set()
    for number, line in _numbered(session.body):
        if line == next_kept:
            next_kept = next(kept, None)
        elif line.strip():
            found.add(number)
    return found


def _numbered(passage: facts.Passage) -> Iterator[tuple[int, str]]:
    """Its lines with their numbers. After its own come definitions that stand elsewhere."""
    for number, line in enumerate(passage.text.split("\n"), passage.span.first):
        if number <= passage.span.last:
            yield number, line


def texts_of(
    passage: facts.Passage, markup: Markup, cut: set[int], starts: Iterable[int] = ()
) -> list[Wanted]:
    """The lines of a passage that are not cut out, in runs; each run has its link definitions."""
    own = dict(_numbered(passage))
    if not _is_whole(passage):
        # Gathered from several places, it has no lines of its own to be told apart by.
        own = {passage.span.first: printable(passage.text)} if passage.text.strip() else {}
    definitions = find(passage.text.split("\n"), frozenset(), markup)
    found = []
    for run in _runs(own, cut, set(starts)):
        text = dedent("\n".join(own[number] for number in run)).strip("\n")
        needed = definitions.needed_by(text, set()) if markup == Markup.MARKDOWN else []
        absent = [each for each in needed if each not in text]
        text = printable("\n\n".join([text, "\n".join(absent)]) if absent else text)
        found.append(Wanted(kind="text", text=text, markup=markup, first=run[0], last=run[-1]))
    if len(found) == 1 and not _is_whole(passage):
        whole = found[0]
        found = [
            Wanted(
                kind="text",
                text=whole.text,
                markup=markup,
                first=passage.span.first,
                last=max(passage.span.first, passage.span.last),
            )
        ]
    return found


def _is_whole(passage: facts.Passage) -> bool:
    """Whether the text has at least the lines that its span counts."""
    return passage.text.count("\n") >= passage.span.last - passage.span.first


def _runs(own: dict[int, str], cut: set[int], starts: set[int]) -> Iterator[Sequence[int]]:
    run: list[int] = []
    for number, line in own.items():
        if number in cut or number in starts:
            yield from _trimmed(run, own)
            run = []
        if number not in cut and (run or line.strip()):
            run.append(number)
    yield from _trimmed(run, own)


def _trimmed(run: list[int], own: dict[int, str]) -> Iterator[Sequence[int]]:
    while run and not own[run[-1]].strip():
        run.pop()
    if run:
        yield run
