"""What was read of a document of notes: facts and passages, before any row is made of them.

Reading is pure and drops nothing: every line of a document is in the span of some fact's passage,
or in the body of the entry in which it stood. Lines count from 1, as editors count them.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from apps.core.markup import Markup


@dataclass(frozen=True, kw_only=True)
class Span:
    """Lines of the document, both included."""

    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that was not understood, or is wrong in the document. It stays where it stood."""

    line: int
    what: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Text as the document has it (line ends and encoding apart), in the document's markup."""

    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class LinkFact:
    url: str
    label: str = ""


class Role(StrEnum):
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    PANELIST = "panelist"
    HOST = "host"
    AUDIENCE = "audience"
    NOTES = "notes"


@dataclass(frozen=True, kw_only=True)
class PersonFact:
    """Somebody as the document names them. A statement left blank is "", none at all is None."""

    name: str
    role: Role = Role.SPEAKER
    affiliations: Sequence[str] = ()
    nickname: str = ""
    statement: str | None = None
    span: Span


class TurnKind(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    INTERJECTION = "interjection"
    QUOTATION = "quotation"
    CLOSING = "closing"
    PLEDGE = "pledge"


@dataclass(frozen=True, kw_only=True)
class TurnFact:
    """One turn of what was said in a session, in order. ``by`` is empty where nobody is named.

    Answers follow their question. ``is_summary``: in the note-taker's words, and said to be.
    """

    kind: TurnKind
    text: str
    by: str = ""
    number: int | None = None
    is_summary: bool = False
    span: Span


class Verdict(StrEnum):
    WORKS = "works"
    PROBLEMATIC = "problematic"
    DOES_NOT = "does-not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class StatusFact:
    """Whether a package worked on a target ("Python 3"), as said in the session around it."""

    package: str
    verdict: Verdict
    target: str = "Python 3"
    #: The part that it holds for: "asynchronous"
    condition: str = ""
    reason: str = ""
    alternatives: Sequence[str] = ()
    said_by: str = ""
    span: Span


@dataclass(frozen=True, kw_only=True)
class CaseStudyFact:
    """What a project's port required and what came of it, as pairs."""

    title: str
    pairs: Sequence[tuple[str, str]] = ()
    cost: str = ""
    body: Passage


@dataclass(frozen=True, kw_only=True)
class PartFact:
    """One talk of a session that was several: a block of lightning talks, a round of reports."""

    title: str
    people: Sequence[PersonFact] = ()
    span: Span


@dataclass(frozen=True, kw_only=True)
class SessionFact:
    """A heading and what stands under it. ``key`` is stable: an import again finds the session.

    ``body`` is everything under the heading. ``rest`` is the body without the lines that
    ``people`` and ``turns`` tell already, for pages that show those; None if nothing was told.
    """

    key: str
    title: str
    kind: str = "talk"
    people: Sequence[PersonFact] = ()
    body: Passage
    turns: Sequence[TurnFact] = ()
    links: Sequence[LinkFact] = ()
    statuses: Sequence[StatusFact] = ()
    case_studies: Sequence[CaseStudyFact] = ()
    parts: Sequence[PartFact] = ()
    rest: Passage | None = None
    span: Span


@dataclass(frozen=True, kw_only=True)
class OptionFact:
    label: str
    raw: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class QuestionFact:
    text: str
    #: None: nobody said whether more than one answer was allowed
    multi: bool | None = None
    options: Sequence[OptionFact] = ()
    span: Span


@dataclass(frozen=True, kw_only=True)
class SurveyFact:
    """A show of hands. ``exact_below`` is the counting method's own figure, where it says one."""

    title: str
    head_count: str = ""
    exact_below: int | None = None
    questions: Sequence[QuestionFact] = ()
    body: Passage


@dataclass(frozen=True, kw_only=True)
class EventFact:
    title: str
    kind: str = "conference"
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    location: str = ""
    topics: Sequence[str] = ()
    language: str = ""
    summary: str = ""
    url: str = ""
    people: Sequence[PersonFact] = ()
    head_count: str = ""
    #: What belongs to no session, in order
    body: Passage
    sessions: Sequence[SessionFact] = ()
    surveys: Sequence[SurveyFact] = ()
    span: Span


@dataclass(frozen=True, kw_only=True)
class ReviewFact:
    """A book review. What stands apart from it (preamble, postscript, disclosure) stays apart."""

    book_title: str
    subtitle: str = ""
    authors: Sequence[str] = ()
    publisher: str = ""
    isbn: str = ""
    reviewer: str = ""
    disclosure: str = ""
    preamble: str = ""
    postscript: str = ""
    verdict: str = ""
    topics: Sequence[str] = ()
    date: datetime.date | None = None
    body: Passage
    span: Span


@dataclass(frozen=True, kw_only=True)
class SectionFact:
    """A section of a guide. ``number`` as printed ("1.2"), empty if it has none."""

    number: str
    title: str
    level: int
    body: Passage


@dataclass(frozen=True, kw_only=True)
class TechnologyFact:
    name: str
    status: str
    limits: str = ""
    span: Span


@dataclass(frozen=True, kw_only=True)
class GuideFact:
    title: str
    release: str = ""
    date: datetime.date | None = None
    authors: Sequence[str] = ()
    editors: Sequence[str] = ()
    abstract: str = ""
    #: What stands before the first section
    body: Passage
    sections: Sequence[SectionFact] = ()
    technologies: Sequence[TechnologyFact] = ()
    topics: Sequence[str] = ()
    case_studies: Sequence[CaseStudyFact] = ()
    span: Span


@dataclass(frozen=True, kw_only=True)
class NoteFact:
    """Something written down that is none of the others."""

    title: str
    author: str = ""
    date: datetime.date | None = None
    topics: Sequence[str] = ()
    #: A post of another site that this one answers, as it is named or linked
    answers: str = ""
    #: Dated or undated corrections ("UPDATE: ..."), with whom they credit
    corrections: Sequence[tuple[str, str]] = ()
    case_studies: Sequence[CaseStudyFact] = ()
    statuses: Sequence[StatusFact] = ()
    #: The day for which the statuses hold
    as_of: datetime.date | None = None
    body: Passage
    span: Span


Entry = EventFact | ReviewFact | GuideFact | NoteFact


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read of one document. ``name`` is its path below the imported folder."""

    name: str
    markup: Markup
    encoding: str
    entries: Sequence[Entry] = ()
    problems: Sequence[Problem] = ()
    #: Whose words these are, under which licence, published where: as the front matter says
    about: dict[str, str] = field(default_factory=dict)
    #: Front matter that nothing here knows, kept as it is
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Folder:
    """An event as a folder has it: ``event`` from its index, sessions from its documents.

    Each document is a reading whose first entry is an event with this one's title and the
    document's sessions; in the order of the index, then by name.
    """

    name: str
    event: EventFact
    index: Reading | None = None
    documents: Sequence[Reading] = ()
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A folder of folders: events, documents that belong to none, files that are no notes."""

    folders: Sequence[Folder] = ()
    documents: Sequence[Reading] = ()
    skipped: Sequence[str] = ()
    #: Notes that could not be read, each with the reason
    unread: Sequence[tuple[str, str]] = ()
