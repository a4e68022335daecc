"""The talks of one event as a source has them, and what became of them here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.events.models import Event, Session
from apps.mirror.importing.merging import digest
from apps.mirror.problems import Problem
from apps.mirror.pyvideo.records import TalkRecord

#: Rises when records are read differently, so that all are merged anew.
READER: Final = 1
LONGEST_KEY: Final = 480


@dataclass(slots=True)
class Outcome:
    """What became of an event's talks: how many rows know the source, which must be published."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rows: int = 0
    changed: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventTalks:
    """The talks of one event as the source has them now.

    `unreadable` are there but say nothing now; `withheld` asked not to be published. An event
    that `is_new` has no sessions yet.
    """

    event: Event
    is_new: bool
    key: str
    talks: Sequence[TalkRecord]
    unreadable: Collection[str]
    withheld: Collection[str]

    def key_of(self, stem: str) -> str:
        return key_of(self.key, stem)


def key_of(event_key: str, stem: str) -> str:
    """A talk's address within the source: `pycon-us-2009/stem`."""
    key = f"{event_key}/{stem}"
    return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY - 17]}~{digest(key)}"


def talk_digest(talk: TalkRecord) -> str:
    """Changes whenever the record says anything else, or is read differently."""
    return digest([READER, talk], size=16)


def said_of(talk: TalkRecord) -> dict[str, Any]:
    return {
        "title": talk.title,
        "summary": talk.summary,
        "body": [talk.body, talk.markup] if talk.body else None,
        "kind": talk.kind,
        "language": talk.language,
        "date": talk.day,
    }


def here_of(session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "summary": session.summary,
        "body": [session.body, session.markup] if session.body else None,
        "kind": session.kind,
        "language": session.language,
        "date": session.date,
    }


def columns_of(said: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in said.items() if name != "body"}
    if "body" in said:
        columns["body"], columns["markup"] = said["body"] or ("", Session.Markup.PLAIN)
    return columns
