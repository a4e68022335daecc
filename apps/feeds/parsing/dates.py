"""Dates as feeds write them, made UTC."""

import re
from calendar import timegm
from datetime import UTC, datetime
from email.utils import parsedate_tz
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize

LONGEST: Final = 100
EARLIEST: Final = 1970
ISO: Final = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?"
    r" ?(Z|[+-]\d\d:?\d\d|[+-]\d\d|UTC|GMT)?",
    re.IGNORECASE,
)
#: The year first: 2026/2/3, 2026年2月3日, 2026. 2. 3.
BIG_END: Final = re.compile(r"(\d{4})[ ./年년-]+(\d{1,2})[ ./月월-]+(\d{1,2})(?!\d)")
#: 3 Feb 2026, 3. Februar 2026, 3 de febrero de 2026; Feb 3rd, 2026
DAY_FIRST: Final = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?[ -](?:de )?"
    r"(?P<month>[^\W\d_]{3,})\.?,?[ -](?:de )?(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
MONTH_FIRST: Final = re.compile(
    r"(?P<month>[^\W\d_]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
CLOCK: Final = re.compile(
    r"(?P<half>오전|오후)? ?(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?(?P<end>[ap])\.?m\b)?",
    re.IGNORECASE,
)
#: Zones as no mail would write them (RFC 5322, 3.3): +02:00, GMT+0200
MAIL_ZONE: Final = re.compile(r"(?:GMT|UTC)?([+-]\d\d):?(\d\d)$")
#: What generators write for no date at all: two digits are a year of ours, these are not
YEAR_ONE: Final = re.compile(r"\b000\d\b")
ZONE: Final = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
#: How months begin in English, German, Dutch, French, Spanish, Portuguese, Italian, Russian
MONTHS: Final = (
    "jan ene gen янв", "feb fev фев", "mar mae mrt maa мар", "apr abr avr апр",
    "may mai mei mag май мая", "jun juin giu июн", "jul juil lug июл", "aug ago aou авг",
    "sep set сен", "oct okt out ott окт", "nov ноя", "dec dez dic дек",
)  # fmt: skip


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime | None:
    """The moment that a date means; None if it means none. Without a zone it is UTC."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    try:
        found = _iso(text) or _rfc822(text) or _spelt(text) or _odd(text)
    except (ValueError, OverflowError, TypeError):
        return None
    return found if found and found.year >= EARLIEST else None


def _iso(text: str) -> datetime | None:
    found = ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    local = datetime(year, month or 1, day or 1, hour % 24, minute, min(second, 59), tzinfo=UTC)
    return datetime.fromtimestamp(
        local.timestamp() - _offset(found[7] or "") + 86400 * (hour == 24), UTC
    )


def _offset(zone: str) -> int:
    """Seconds east of Greenwich."""
    if not zone.startswith(("+", "-")):
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if zone[0] == "-" else 1)


def _rfc822(text: str) -> datetime | None:
    parts = parsedate_tz(MAIL_ZONE.sub(r"\1\2", text))
    if (
        not parts
        or YEAR_ONE.search(text)
        or text[-2:].lower() in ("am", "pm")
        or not 1 <= parts[1] <= 12
    ):
        return None
    # datetime refuses what is no date; timegm would count on.
    datetime(*parts[:3], tzinfo=UTC)
    return datetime.fromtimestamp(timegm((*parts[:6], 0, 1, 0)) - (parts[9] or 0), UTC)


def _spelt(text: str) -> datetime | None:
    """Dates as people write them, in the languages of ``MONTHS`` and those with the year first."""
    day = _day(text)
    if day is None:
        return None
    zone = ZONE.search(text)
    return datetime.fromtimestamp(
        datetime(*day, *_clock(text), tzinfo=UTC).timestamp() - _offset(zone[0] if zone else ""),
        UTC,
    )


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if found := BIG_END.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    found = DAY_FIRST.search(text) or MONTH_FIRST.search(text)
    month = _month(found["month"]) if found else 0
    return (int(found["year"]), month, int(found["day"])) if found and month else None


def _month(name: str) -> int:
    """1 to 12; 0 for what is no month. The longest beginning counts: juin, juil, jun."""
    letters = "".join(c for c in normalize("NFKD", name.casefold()) if not combining(c))
    for length in (4, 3):
        for number, beginnings in enumerate(MONTHS, 1):
            if letters[:length] in beginnings.split():
                return number
    return 0


def _clock(text: str) -> tuple[int, int, int]:
    found = CLOCK.search(text)
    if found is None:
        return 0, 0, 0
    hour = int(found[2])
    if half := found["half"] or found["end"]:
        hour = hour % 12 + 12 * (half in ("오후", "p", "P"))
    return hour, int(found[3]), min(int(found[4] or 0), 59)


def _odd(text: str) -> datetime | None:
    """Greek and Hungarian, as feedparser knows them. Its other guesses are not asked for: of a
    year and something else they make today's date in that year.
    """
    from feedparser.datetimes import greek, hungarian  # costs a tenth of a second, rarely needed

    for read in (greek._parse_date_greek, hungarian._parse_date_hungarian):
        if parts := read(text):
            return datetime.fromtimestamp(timegm(parts), UTC)
    return None
