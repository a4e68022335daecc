"""Whether a talk that is here already is the one that a record tells of. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, NamedTuple, Protocol, TypeVar

from apps.core.naming import fold, person_key
from apps.mirror.importing.spacing import spaced
from apps.mirror.pyvideo.recordings import same_recording
from apps.mirror.pyvideo.records import RecordingRecord

ALIKE: Final = 0.75
VERY_ALIKE: Final = 0.9
FILLERS: Final = frozenset({"a", "an", "the", "keynote", "talk"})


class Record(Protocol):
    """What a source tells of a talk, as far as it says which talk that is."""

    @property
    def stem(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def speakers(self) -> Sequence[str]: ...
    @property
    def recordings(self) -> Sequence[RecordingRecord]: ...


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A talk of the same event that no record of this source is joined with."""

    pk: int
    title: str
    speakers: tuple[str, ...]
    recordings: frozenset[str]


class Match(NamedTuple):
    """The talk to join with, or one that is too doubtful to be joined."""

    joined: Candidate | None = None
    doubtful: Candidate | None = None


def match_all(
    talks: Sequence[Record], candidates: Iterable[Candidate], event_title: str
) -> dict[str, Match]:
    """Matches by the records' stems. Each candidate is joined once, but for parts of one talk.

    Records with a candidate's very title choose first.
    """
    free = list(candidates)
    titles = {fold(candidate.title) for candidate in free}
    taken: list[tuple[Record, Candidate]] = []
    matches = {}
    for talk in sorted(talks, key=lambda talk: fold(talk.title) not in titles):
        found = match(talk, free, event_title)
        if found.joined:
            free.remove(found.joined)
            taken.append((talk, found.joined))
        elif whole := _part_of(talk, taken):
            found = Match(joined=whole)
        matches[talk.stem] = found
    return matches


def _part_of(talk: Record, taken: Iterable[tuple[Record, Candidate]]) -> Candidate | None:
    """The candidate that another part of the same talk was joined with: "part 2 of 3"."""
    for other, candidate in taken:
        same_title = _without_digits(talk.title) == _without_digits(other.title)
        if same_title and _urls(talk) & candidate.recordings:
            return candidate
    return None


def _without_digits(title: str) -> str:
    return re.sub(r"\d+", "", fold(title))


def _urls(talk: Record) -> set[str]:
    return {same_recording(recording.url) for recording in talk.recordings}


def match(talk: Record, candidates: Iterable[Candidate], event_title: str) -> Match:
    """Find the one talk that the record certainly is: same recording, or title and a speaker.

    A record without speakers joins where the titles are equal. Two that fit equally well are
    as doubtful as one with a like title and other speakers.
    """
    urls = _urls(talk)
    certain: list[Candidate] = []
    doubtful: list[Candidate] = []
    for candidate in candidates:
        if urls & candidate.recordings:
            return Match(joined=candidate)
        likeness = title_likeness(talk.title, candidate.title, event_title)
        known = bool(talk.speakers and candidate.speakers)
        if known and speaker_alike(talk.speakers, candidate.speakers):
            certain += [candidate] if likeness >= ALIKE else []
        elif not known and likeness == 1:
            certain.append(candidate)
        elif likeness >= VERY_ALIKE:
            doubtful.append(candidate)
    if len(certain) == 1:
        return Match(joined=certain[0])
    return Match(doubtful=next(iter(certain or doubtful), None))


def same_talk(candidate: Candidate, talks: Iterable[R], event_title: str) -> R | None:
    """The record that has a recording of the candidate's and a like title, if there is one."""
    for talk in talks:
        likeness = title_likeness(talk.title, candidate.title, event_title)
        if _urls(talk) & candidate.recordings and likeness >= ALIKE:
            return talk
    return None


def title_likeness(one: str, other: str, event_title: str) -> float:
    """From 0 to 1; words of the event's own title, articles and "keynote" do not count."""
    idle = FILLERS | set(fold(event_title).split()) | set(fold(spaced(event_title)).split())
    first, second = (
        [word for word in fold(title).split() if word not in idle] or fold(title).split()
        for title in (one, other)
    )
    if first == second:
        return 1.0
    shorter, longer = sorted((set(first), set(second)), key=len)
    if len(shorter) >= 3 and shorter <= longer:
        return VERY_ALIKE
    if len(shorter) == 2 and shorter <= longer:
        return ALIKE  # enough where the speaker is the same, and not even a doubt where not
    return min(0.99, SequenceMatcher(None, " ".join(first), " ".join(second)).ratio())


def speaker_alike(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether somebody may be in both; a first name alone is like everybody who has it."""
    ours, theirs = ([person_key(name) for name in names] for names in (some, others))
    return any(
        one == other
        or (" " not in one and one == other.partition(" ")[0])
        or (" " not in other and other == one.partition(" ")[0])
        for one in ours
        for other in theirs
    )
