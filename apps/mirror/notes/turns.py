"""What was said in a session, turn by turn: questions, answers, remarks, closing statements."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from apps.core.naming import fold
from apps.mirror.notes.blocks import Block, below, read_blocks
from apps.mirror.notes.facts import Span, TurnFact, TurnKind
from apps.mirror.notes.headings import Section, plain_words
from apps.mirror.notes.names import is_full_name, is_name
from apps.mirror.notes.source import Source
from apps.mirror.notes.voices import Voices

QUESTIONS: Final = re.compile(
    r"^(?:audience )?(?:q ?(?:&|and|\+|/|n) ?a|questions?(?: (?:and|&) answers?)?|discussion)"
    r"(?: (?:session|time|from .*))?[:.]?$",
    re.IGNORECASE,
)
CLOSING: Final = re.compile(
    r"\b(?:final|closing|parting|last) (?:thoughts?|statements?|remarks?|words?|comments?)\b"
    r"|^closing$",
    re.IGNORECASE,
)
SUMMARY: Final = re.compile(
    r"\b(?:my|a|our|short) (?:summary|paraphrase)|\bsummari[sz]ed\b"
    r"|\bparaphras"
)
ASKED: Final = re.compile(
    r"^(?:\*\*|\*|__)?(?:Q|Question|Frage|Pregunta|Domanda|質問)(?:\s?#?\d+)?"
    r"(?:\s?\([^()]{1,40}\))?(?:\s?[:：]|\.(?=\s))(?:\*\*"
    r"|\*|__)?:?\s*(?P<said>\S.*)$",
    re.S | re.I,
)
ANSWERED: Final = re.compile(
    r"^(?:\*\*|\*|__)?(?:A|R|Answer|Antwort|Réponse|Respuesta|Risposta|回答)(?:\s?#?\d+)?(?:\s?[:：]"
    r"|\.(?=\s))(?:\*\*|\*|__)?:?\s*(?P<said>\S.*)$",
    re.S,
)
AUDIENCE: Final = re.compile(
    r"^(?:(?:an? )?audience(?: member)?|(?:a )?member of the audience|heckler"
    r"|(?:questions? )?from the (?:floor|audience)|someone in the audience)"
    r"\s*(?:asks?|says?|said)?\s*:\s*(?P<said>\S.*)$",
    re.IGNORECASE | re.S,
)
INTERJECTED: Final = re.compile(
    r"\((?P<said>[^()]{0,60}\b(?:audience|heckler|from the floor)\b[^()]{2,300})\)", re.IGNORECASE
)
SAID: Final = re.compile(
    r"^(?:\*\*|\*|__)?(?P<who>[^\W\d_][^:\n*]{1,60}?)(?:\s*\([^()]{1,60}\))?"
    r"(?P<verb>['’]s (?:comment|question|reply|answer)|\s(?:comment(?:s|ed)|adds|added"
    r"|repl(?:ies|ied)"
    r"|says|said|asks|asked|notes|noted))?:(?:\*\*|\*|__)?:?(?:\s+(?P<said>\S.*))?$",
    re.S,
)
PLEDGED: Final = re.compile(
    r"^(?P<who>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}|[Tt]he others|[Ee]verybody|[Ee]veryone"
    r"|[Tt]hey)\s+"
    r"(?:(?:has|have|had) )?(?P<verb>pledged?s?|promised?s?|volunteer(?:s|ed)?|committed"
    r"|offer(?:s|ed)|agreed"
    r"|(?:is|are|was|were) going|will)\s+(?:to\s+)?(?P<what>\S.*)$",
    re.S,
)
SURELY_PLEDGED: Final = re.compile(r"^(?:pledge|promise|volunteer|committed|offer|agreed)")
# What is left of "**Q: Why?**" without its beginning
UNOPENED: Final = re.compile(r"^([^*]{1,2000})\*\*$", re.S)
QUOTED: Final = re.compile(r"^(?:“[^“”]{10,2000}”|\"[^\"]{10,2000}\")[.!]?$", re.S)
TAKEAWAYS: Final = re.compile(
    r"\b(?:take-?aways?|pledges?|action items?|next steps"
    r"|to ?do)\b",
    re.I,
)


@dataclass
class Said:
    """The turns of one session, the lines that they take up, and who spoke from elsewhere."""

    turns: list[TurnFact] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    others: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Scene:
    source: Source
    voices: Voices
    is_panel: bool
    said: Said
    skipped: frozenset[int]
    moderators: frozenset[str]


def read_turns(
    source: Source,
    section: Section,
    *,
    voices: Voices,
    is_panel: bool,
    told: frozenset[int],
    moderators: Iterable[str] = (),
) -> Said:
    """The turns of a session; `told` lines were understood already and are passed over."""
    said = Said()
    scene = _Scene(source, voices, is_panel, said, told, frozenset(map(fold, moderators)))
    _read_part(scene, section.body_first, section.lead_last, heading=None)
    for inner in section.inner:
        _read_section(scene, inner)
    return said


def _read_section(scene: _Scene, section: Section) -> None:
    _read_part(scene, section.body_first, section.lead_last, heading=section)
    for inner in section.inner:
        _read_section(scene, inner)


def _read_part(scene: _Scene, first: int, last: int, heading: Section | None) -> None:
    blocks = list(_split(scene, read_blocks(scene.source, first, last, scene.skipped)))
    title = heading.heading.text if heading else ""
    if heading and QUESTIONS.match(title):
        _questions(scene, blocks)
    elif heading and CLOSING.search(title) and scene.is_panel:
        _closing(scene, blocks)
    elif scene.is_panel:
        _discussion(scene, blocks, heading)
    else:
        _marked(scene, blocks)


def _split(scene: _Scene, blocks: Sequence[Block]) -> Iterator[Block]:
    """Paragraphs in which each line is somebody else's, or "Q:" and "A:", as one block a turn."""
    for block in blocks:
        lines = block.text.split("\n")
        if block.kind != "paragraph" or len(lines) == 1 or not _begins_turn(scene, lines[0]):
            yield block
            continue
        starts = [n for n, line in enumerate(lines) if _begins_turn(scene, line)]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            span = Span(first=block.span.first + start, last=block.span.first + end - 1)
            yield replace(block, text="\n".join(lines[start:end]), span=span)


def _begins_turn(scene: _Scene, line: str) -> bool:
    if ASKED.match(line) or ANSWERED.match(line) or AUDIENCE.match(line):
        return True
    found = SAID.match(line)
    return bool(found and scene.is_panel and scene.voices.find(plain_words(found["who"])))


def _questions(scene: _Scene, blocks: Sequence[Block]) -> None:
    """Under "Q&A": what is quoted or set in answers what stands before it."""
    asked = False
    outer = min((block.indent for block in blocks if block.kind != "quote"), default=0)
    for position, block in enumerate(blocks):
        if _spoken(scene, block, is_answer=asked):
            asked = True
            continue
        if block.kind == "quote" or (block.indent > outer and asked):
            if asked:
                _add(scene, TurnKind.ANSWER, block, block.text)
        elif _is_question(block, blocks[position + 1 : position + 2]):
            _add(scene, TurnKind.QUESTION, block, block.text, number=block.number)
            asked = True


def _is_question(block: Block, following: Sequence[Block]) -> bool:
    ends = block.flat.rstrip('*_"”) ').endswith("?") or "? " in block.flat
    return ends or bool(following and following[0].kind == "quote")


def _closing(scene: _Scene, blocks: Sequence[Block]) -> None:
    summary = any(SUMMARY.search(block.text) for block in blocks if block.kind == "paragraph")
    for block in blocks:
        found = SAID.match(block.text)
        by = found and _speaker(scene, found)
        if found and by:
            text = found["said"] or ""
            _add(scene, TurnKind.CLOSING, block, text, by=by, is_summary=summary)


def _discussion(scene: _Scene, blocks: Sequence[Block], heading: Section | None) -> None:
    """On a panel: named turns under a heading answer it."""
    named = [block for block in blocks if _names_speaker(scene, block)]
    if heading and named:
        span = heading.heading.span
        turn = TurnFact(kind=TurnKind.QUESTION, text=heading.heading.text, span=span)
        scene.said.turns.append(turn)
    numbered = [block for block in blocks if block.number is not None]
    asked = bool(heading and named)
    asking = sum(block.flat.rstrip('”"').endswith("?") for block in numbered)
    for block in blocks:
        if block.number is not None and asking * 2 >= len(numbered) >= 2:
            _add(scene, TurnKind.QUESTION, block, block.text, number=block.number)
            asked = True
        elif _spoken(scene, block, is_answer=asked):
            asked = asked or scene.said.turns[-1].kind is TurnKind.QUESTION
        else:
            _aside(
                scene, block, is_promised=bool(heading and TAKEAWAYS.search(heading.heading.text))
            )
    if heading and named and _is_told(scene, blocks):
        scene.said.lines |= set(range(heading.heading.span.first, heading.heading.span.last + 1))


def _is_told(scene: _Scene, blocks: Sequence[Block]) -> bool:
    return all(block.span.first in scene.said.lines for block in blocks)


def _marked(scene: _Scene, blocks: Sequence[Block]) -> None:
    """In a talk: only what says that it is a question, an answer or a quotation."""
    asked = False
    for block in blocks:
        if found := ASKED.match(block.text):
            _add(scene, TurnKind.QUESTION, block, found["said"])
            asked = True
        elif asked and (found := ANSWERED.match(block.text)):
            _add(scene, TurnKind.ANSWER, block, found["said"])
        elif block.kind == "paragraph" and block.indent == 0 and QUOTED.match(block.text.strip()):
            _add(scene, TurnKind.QUOTATION, block, block.text, keep=True)


def _spoken(scene: _Scene, block: Block, *, is_answer: bool) -> bool:
    """Add the block as somebody's turn if it says whose."""
    for kind, pattern in ((TurnKind.QUESTION, ASKED), (TurnKind.ANSWER, ANSWERED)):
        if found := pattern.match(block.text):
            _add(scene, kind, block, found["said"])
            return True
    if found := AUDIENCE.match(block.text):
        asks = found["said"].rstrip().endswith("?")
        _add(scene, TurnKind.QUESTION if asks else TurnKind.INTERJECTION, block, found["said"])
        return True
    found = SAID.match(block.text)
    by = _speaker(scene, found) if found else ""
    if not found or not by or found["said"] is None:
        return False
    text, verb = found["said"], found["verb"] or ""
    remarks = "comment" in verb or not (is_answer and scene.voices.find(by))
    kind = TurnKind.COMMENT if remarks else TurnKind.ANSWER
    asks = text.rstrip().endswith("?") and fold(by) in scene.moderators
    if "ask" in verb or "question" in verb or asks:
        kind = TurnKind.QUESTION
    interjected = INTERJECTED.search(text)
    if interjected:
        text = f"{text[: interjected.start()].rstrip()}{text[interjected.end() :]}"
    _add(scene, kind, block, text, by=by)
    if interjected:
        _add(scene, TurnKind.INTERJECTION, block, interjected["said"])
    return True


def _aside(scene: _Scene, block: Block, *, is_promised: bool) -> None:
    """A pledge, or a quotation that nobody is named for."""
    found = PLEDGED.match(block.flat)
    if found and (SURELY_PLEDGED.match(found["verb"]) or scene.voices.find(found["who"])):
        by = scene.voices.find(found["who"])
        _add(scene, TurnKind.PLEDGE, block, block.text, by=by)
    elif block.kind == "paragraph" and QUOTED.match(block.text.strip()):
        _add(scene, TurnKind.QUOTATION, block, block.text, keep=True)


def _names_speaker(scene: _Scene, block: Block) -> bool:
    found = SAID.match(block.text)
    return bool(found and found["said"] and scene.voices.find(plain_words(found["who"])))


def _speaker(scene: _Scene, found: re.Match[str]) -> str:
    """The person before the colon: somebody of the session, or a full name on a panel."""
    who = plain_words(found["who"]).strip()
    if known := scene.voices.find(who):
        return known
    is_person = is_full_name(who) or (found["verb"] and is_name(who))
    if scene.is_panel and is_person:
        scene.said.others.setdefault(who, 0)
        return who
    return ""


def _add(
    scene: _Scene,
    kind: TurnKind,
    block: Block,
    text: str,
    *,
    by: str = "",
    number: int | None = None,
    is_summary: bool = False,
    keep: bool = False,
) -> None:
    if by in scene.said.others and not scene.said.others[by]:
        scene.said.others[by] = block.span.first
    text = UNOPENED.sub(r"\1", text.strip())
    turn = TurnFact(
        kind=kind, text=text, by=by, number=number, is_summary=is_summary, span=block.span
    )
    scene.said.turns.append(turn)
    if not keep:
        scene.said.lines |= set(range(block.span.first, block.span.last + 1))


def panelists(source: Source, section: Section) -> Iterator[tuple[Block, list[Block]]]:
    """The items under a panel's heading, each with what is set in below it."""
    blocks = read_blocks(source, section.body_first, section.lead_last, frozenset())
    for position, block in enumerate(blocks):
        if block.kind == "item" and block.number is None:
            yield block, list(below(blocks, position))


def span_of(blocks: Sequence[Block]) -> Span:
    return Span(first=blocks[0].span.first, last=blocks[-1].span.last)
