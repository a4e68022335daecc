"""A show of hands written down: questions, each with its options and what was counted."""

import re
from collections.abc import Sequence
from typing import Final

from apps.mirror.notes.facts import OptionFact, QuestionFact, Span, SurveyFact
from apps.mirror.notes.headings import Section, plain_words
from apps.mirror.notes.source import Source
from apps.mirror.notes.tables import RULE

BULLET: Final = r"^\s*(?:[-*+•‣·]\s+|\d{1,2}[.)]\s+|\|\s*)?"
COUNT: Final = (
    r"\(?(?:[~≈<>]|(?:about|around|approx\.?|roughly|some|over|under|almost|nearly|c\."
    r"|ca\.?)\s)?\s?"
    r"(?:\d[\d,.'’]{0,12}(?:\s?[-–]\s?\d{1,9})?\+?(?: ?%| people| hands| votes)?"
    r"|(?:a )?handful|(?:a )?few|(?:a )?couple|(?:a )?dozen"
    r"|none|nobody|no one|zero|not asked|\?|-|everyone|everybody|most|half)\)?"
)
OPTION: Final = re.compile(
    rf"{BULLET}(?P<label>\S.{{0,150}}?)(?::|\?|\s[-–—=|]"
    rf"|\t|\s(?=\(\d))\s*(?P<raw>{COUNT})(?:\s*[(,]\s*\d[\d.,]{{0,6}}\s?%\)?)?\s*\|?\s*$",
    re.IGNORECASE,
)
#: "Yes (11), No (8), sometimes (~10)"
ONE_OF_LINE: Final = re.compile(
    rf"\s*(?P<label>[^\s(),;][^(),;]{{0,100}}?)\s*\((?P<raw>{COUNT})\)", re.I
)
IN_LINE: Final = re.compile(
    rf"^(?:\s*[^\s(),;][^(),;]{{0,100}}?\s*\({COUNT}\)\s*(?:[,;]|\.?$)){{2,30}}$", re.IGNORECASE
)
ENDS: Final = re.compile(r"\?[*_]*(?:\s*\([^()]{1,120}\))?\s*[*_:]*$")
#: Below a heading that says "Survey", any line asks that is no option itself.
ASKS: Final = re.compile(r"[^\W_][*_:?)]*$")
MULTI: Final = re.compile(
    r"more than one|multiple|several|as many|all that apply|any number|(?:tick|choose"
    r"|pick) all",
    re.IGNORECASE,
)
SINGLE: Final = re.compile(
    r"only (?:put|raise|one|once)|once,? please|one (?:answer|only|hand|vote)|single"
    r"|just one|hand up once",
    re.IGNORECASE,
)
EXACT_BELOW: Final = re.compile(
    r"\bexact\w*\b[^.]{0,80}\b(?:less|fewer|lower|smaller) than (?P<limit>\d{1,4})\b"
    r"|\bexact\w*\b[^.]{0,80}\b(?:below|under) (?P<under>\d{1,4})\b"
    r"|\b(?:rough\w*|estimated?|approximate) (?:above|over|from) (?P<rough>\d{1,4})\b"
    r"|\b(?:below|under|(?:less|fewer) than) (?P<first>\d{1,4})\b[^.]{0,60}\bexact",
    re.IGNORECASE,
)
PEOPLE: Final = re.compile(
    r"\b(?P<count>(?:(?:about|around|some|roughly|approximately|almost|nearly|over|c\.|ca\.?"
    r"|~) ?)?\d[\d,]{0,8})"
    r" (?:people|hands|attendees|participants|respondents)\b",
    re.IGNORECASE,
)
HEADING: Final = re.compile(
    r"^(?:(?:the|our|a|quick|short|small|live|audience|room|member|community|informal|straw"
    r"|results? of(?: the| our)?)\s)*"
    r"(?:surveys?|polls?|show of hands|hands(?:[- ]up)?|head ?count|census|questionnaire)"
    r"(?:\s(?:results?|questions?|numbers))?\s*(?:[:(–—-].*)?$",
    re.IGNORECASE,
)
METHOD: Final = re.compile(
    r"\b(?:hands|show of|numbers? below|counted|rough|estimate"
    r"|out of)\b",
    re.I,
)
FEWEST: Final = 2
#: Above a survey's heading, that may say how hands were counted
LINES_BEFORE: Final = 12


def read_surveys(source: Source, first: int, last: int, *, title: str) -> list[SurveyFact]:
    """The survey among these lines: two questions at least, each with two counted options."""
    questions = _questions(source, first, last)
    if len(questions) < FEWEST:
        return []
    start = _begin(source, first, questions[0].span.first)
    end = questions[-1].span.last
    before = source.joined(first, end)
    body = source.joined(start, end)
    return [
        SurveyFact(
            title=title,
            head_count=_head_count(before),
            exact_below=_exact_below(body, before),
            questions=tuple(questions),
            body=source.passage(start, end),
        )
    ]


def read_section(source: Source, section: Section) -> SurveyFact | None:
    """The survey below a heading that says it is one. Any line above counted options asks there.

    Without such a line the heading itself is the question.
    """
    heading, first, last = section.heading, section.body_first, section.span.last
    if not HEADING.match(heading.text):
        return None
    questions = _questions(source, first, last, ends=ASKS)
    if not questions:
        lists = (_options(source, number, last) for number in range(first, last + 1))
        options = next((each for each in lists if len(each) >= FEWEST), None)
        if options is None:
            return None
        questions = [_question(heading.text, options[0].span.first, options)]
    text = source.joined(first, last)
    return SurveyFact(
        title=plain_words(heading.text),
        head_count=_head_count(text),
        exact_below=_exact_below(text, source.joined(max(1, first - LINES_BEFORE), first)),
        questions=tuple(questions),
        body=source.passage(first, last),
    )


def _questions(
    source: Source, first: int, last: int, *, ends: re.Pattern[str] = ENDS
) -> list[QuestionFact]:
    found: list[QuestionFact] = []
    number = first
    while number <= last:
        source.deadline.check()
        line = source.line(number)
        is_text = number not in source.literal and line.strip() and not OPTION.match(line[:300])
        if is_text and ends.search(line.strip()[-160:]):
            options = _options(source, number + 1, last)
            if len(options) >= FEWEST:
                found.append(_question(line, number, options))
                number = options[-1].span.last
        number += 1
    return found


def _exact_below(*texts: str) -> int | None:
    """The figure below which counts are exact, as the first of the texts says that has one."""
    found = next(filter(None, map(EXACT_BELOW.search, texts)), None)
    return next((int(group) for group in found.groups() if group), None) if found else None


def _options(source: Source, first: int, last: int) -> list[OptionFact]:
    """The options right below a question, or below one blank line."""
    found: list[OptionFact] = []
    number = first
    while number <= last and source.is_blank(number) and number < first + 2:
        number += 1
    if "|" in source.line(number) and RULE.match(source.line(number + 1)):
        number += 2
    if number <= last and IN_LINE.match(line := source.line(number)[:1000]):
        span = Span(first=number, last=number)
        hits = ONE_OF_LINE.finditer(line.replace(",", "\n").replace(";", "\n"))
        return [OptionFact(label=h["label"].strip(), raw=h["raw"].strip(), span=span) for h in hits]
    while number <= last and (hit := OPTION.match(source.line(number)[:300])):
        label = plain_words(hit["label"].strip(" |"))
        label += "?" if source.line(number)[hit.end("label") :].startswith("?") else ""
        span = Span(first=number, last=number)
        found.append(OptionFact(label=label, raw=hit["raw"].strip(), span=span))
        number += 1
        while number < last and source.is_blank(number) and OPTION.match(source.line(number + 1)):
            number += 1
    return found


def _question(line: str, number: int, options: Sequence[OptionFact]) -> QuestionFact:
    text = plain_words(re.sub(r"^\s*(?:#+|\d+[.)]|[-*+•])\s+", "", line)).rstrip(" :")
    multi = True if MULTI.search(text) else False if SINGLE.search(text) else None
    span = Span(first=number, last=options[-1].span.last)
    return QuestionFact(text=text, multi=multi, options=tuple(options), span=span)


def _begin(source: Source, first: int, question: int) -> int:
    """The paragraph before the first question, if it says how hands were counted."""
    paragraphs = list(source.paragraphs(first, question - 1))
    if paragraphs and METHOD.search(paragraphs[-1][1]):
        return paragraphs[-1][0].first
    return question


def _head_count(text: str) -> str:
    """How many were there, as first said."""
    found = list(PEOPLE.finditer(text[:50_000]))
    rough = [hit["count"] for hit in found if not hit["count"][0].isdigit()]
    return (rough or [hit["count"] for hit in found] or [""])[0].strip()
