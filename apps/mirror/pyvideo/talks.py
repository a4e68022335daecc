"""A talk's record from its JSON, whatever shape that has."""

from dataclasses import dataclass
from typing import Any, Final

from apps.mirror.problems import Notes
from apps.mirror.pyvideo.bodies import read_body
from apps.mirror.pyvideo.dates import read_date
from apps.mirror.pyvideo.durations import Duration, Units, read_duration
from apps.mirror.pyvideo.fields import TALK_KEYS, sorted_out, storable
from apps.mirror.pyvideo.kinds import session_kind
from apps.mirror.pyvideo.people import read_speakers
from apps.mirror.pyvideo.recordings import read_links, read_recordings
from apps.mirror.pyvideo.records import TalkRecord
from apps.mirror.pyvideo.topics import read_topics
from apps.mirror.pyvideo.values import read_language, read_line, read_text, read_url, sluglike

LONGEST_SLUG: Final = 110
LONGEST_LICENCE: Final = 200
KEPT: Final = ("alias", "category", "copyright_text", "id", "quality_notes", "slug")
EXPECTED: Final = frozenset({"speakers", "videos"})
SHORT_KINDS: Final = frozenset({"lightning", "other"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A talk read by itself; its duration waits for those of the other talks."""

    stem: str
    fields: dict[str, Any]
    extra: dict[str, Any]
    duration: Duration | None
    notes: Notes

    @classmethod
    def of(cls, stem: str, raw: dict[str, Any], notes: Notes) -> "Draft":
        """Read `raw` as far as that goes without its event."""
        fields, extra = sorted_out(raw, TALK_KEYS, notes)
        return cls(stem, fields, extra, read_duration(fields.get("duration"), notes), notes)

    def record(self, units: Units) -> TalkRecord:
        """The talk, with its duration in the unit that its event uses."""
        fields, notes = self.fields, self.notes
        topics = read_topics(fields.get("tags"), notes)
        title = _title(fields.get("title"), self.stem, notes)
        kind = session_kind(title, topics)
        summary, text = _texts(fields, notes)
        body = read_body(text, notes)
        for name in EXPECTED - fields.keys():
            notes.add(name, "missing")
        return TalkRecord(
            stem=self.stem,
            path=notes.path,
            slug=sluglike(self.stem, LONGEST_SLUG),
            title=title,
            kind=kind,
            summary=summary,
            body=body.text,
            markup=body.markup,
            language=read_language(fields.get("language"), notes),
            day=read_date(fields.get("recorded"), "recorded", notes),
            duration_seconds=units.seconds(
                self.duration, is_short=kind in SHORT_KINDS, notes=notes
            ),
            licence=_licence(fields.get("copyright_text"), notes),
            thumbnail_url=_optional_url(fields.get("thumbnail_url"), "thumbnail_url", notes),
            speakers=read_speakers(fields.get("speakers"), notes),
            topics=topics,
            recordings=read_recordings(fields.get("videos"), notes),
            links=read_links(fields.get("related_urls"), notes),
            extra=_kept(fields) | self.extra,
        )


def _title(value: Any, stem: str, notes: Notes) -> str:
    title = read_line(value, "title", notes)
    if title:
        return title
    notes.add("title", "missing: made from the file's name")
    words = stem.replace("-", " ").replace("_", " ").strip() or stem
    return words[:1].upper() + words[1:]


def _texts(fields: dict[str, Any], notes: Notes) -> tuple[str, str]:
    """Summary and body: a summary alone is the body, and one that the body repeats is dropped."""
    body = read_text(fields.get("description"), "description", notes)
    short = [read_text(fields.get(name), name, notes) for name in ("summary", "abstract")]
    summary = "\n\n".join(dict.fromkeys(text for text in short if text))
    if not body:
        return "", summary
    return ("" if body.startswith(summary) else summary), body


def _licence(value: Any, notes: Notes) -> str:
    """The licence's first line: what follows is the small print."""
    text = read_text(value, "copyright_text", notes)
    return read_line(text.partition("\n")[0], "copyright_text", notes, limit=LONGEST_LICENCE)


def _optional_url(value: Any, name: str, notes: Notes) -> str:
    return read_url(value, name, notes) if value not in (None, "") else ""


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    """What the old site knew this talk by: it still finds records that others cite."""
    return {key: storable(fields[key]) for key in KEPT if fields.get(key) not in (None, "")}
