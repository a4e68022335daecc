"""Days as people write them in titles and notes, with the months' names of several languages."""

import datetime
import re
from typing import Final, NamedTuple

#: Names of each month, whole or as they are cut short; English, German, French, Spanish, Italian,
#: Portuguese, Dutch.
NAMES: Final = (
    "jan jan. january januar jänner janvier enero gennaio janeiro januari",
    "feb feb. february februar février février fevrier febrero febbraio fevereiro februari",
    "mar mar. march märz maerz mars marzo março maart",
    "apr apr. april avril abril aprile",
    "may mai mayo maggio maio mei",
    "jun jun. june juni juin junio giugno junho",
    "jul jul. july juli juillet julio luglio julho",
    "aug aug. august août aout agosto augustus",
    "sep sep. sept sept. september septembre septiembre settembre setembro",
    "oct oct. okt okt. october oktober octobre octubre ottobre outubro",
    "nov nov. november novembre noviembre novembro",
    "dec dec. dez dez. december dezember décembre decembre diciembre dicembre dezembro",
)
MONTHS: Final = {name: n for n, names in enumerate(NAMES, 1) for name in names.split()}
WORD: Final = "|".join(re.escape(name) for name in sorted(MONTHS, key=len, reverse=True))
MONTH: Final = rf"(?P<month>{WORD})(?![^\W\d_])"
LAST_MONTH: Final = rf"(?P<last_month>{WORD})(?![^\W\d_])"
ORDINAL: Final = r"(?:st|nd|rd|th|er|\.|º)?"
DAY: Final = rf"(?P<day>[0-3]?\d){ORDINAL}"
UNTIL: Final = rf"(?P<until>[0-3]?\d){ORDINAL}"
JOINED: Final = r"\s*(?:-|–|—|to|till|until|and|&|bis|und|au|et|al?|y|e)\s*"
TO: Final = rf"(?:{JOINED}{UNTIL})?"
OF: Final = r"(?:of\s+|de\s+|di\s+)?"
YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
BEFORE_YEAR: Final = r"(?:,?\s+|,?\s+(?:of|de|del)\s+)"
NUMBER: Final = r"(?P<number>[01]?\d)"
PATTERNS: Final = tuple(
    re.compile(rx, re.IGNORECASE)
    for rx in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)"
        r"(?:\s*(?:/|-|–|—|to|until|bis)\s*(?:19|20)\d\d-(?P<last_number>[01]\d)-(?P<until>[0-3]\d))?",
        r"\b(?P<year>(?:19|20)\d\d)/(?P<number>[01]\d)/(?P<day>[0-3]\d)\b",
        rf"(?P<year>(?:19|20)\d\d)年{NUMBER}月(?P<day>[0-3]?\d)日",
        rf"\b(?P<day>[0-3]?\d)\.\s?{NUMBER}\.\s?{YEAR}\b",
        rf"\b{MONTH}\s+{DAY}{JOINED}{LAST_MONTH}\s+{UNTIL}{BEFORE_YEAR}{YEAR}\b",
        rf"\b{DAY}\s+{OF}{MONTH}{JOINED}{UNTIL}\s+{OF}{LAST_MONTH}{BEFORE_YEAR}{YEAR}\b",
        rf"\b{MONTH}\s+{DAY}{TO}{BEFORE_YEAR}{YEAR}\b",
        rf"\b{DAY}{TO}\s+{OF}{MONTH}{BEFORE_YEAR}{YEAR}\b",
        rf"\b{MONTH}\s+{DAY}{TO}\b(?!\d)",
        rf"\b{DAY}{TO}\s+{OF}{MONTH}",
    )
)


class Days(NamedTuple):
    """First and last day, and where in the text they are written."""

    first: datetime.date
    last: datetime.date
    start: int
    end: int


def find_days(text: str, *, year: int | None = None) -> Days | None:
    """The first date in a text; `year` is used where the text gives none. None if no such day.

    Of figures alone only those in the order of ISO 8601, and with points (31.12.2014), are read:
    which of 3/4/2014 is the month depends on who wrote it.
    """
    for pattern in PATTERNS:
        for found in pattern.finditer(text[:2000]):
            days = _days(found, year)
            if days:
                return days
    return None


def _days(found: re.Match[str], year: int | None) -> Days | None:
    parts = found.groupdict()
    chosen = int(parts["year"]) if parts.get("year") else year
    if chosen is None:
        return None
    month = _month(parts.get("number"), parts.get("month"))
    last_month = _month(parts.get("last_number"), parts.get("last_month")) or month
    try:
        first = datetime.date(chosen, month, int(parts["day"]))
        until = parts.get("until")
        last = datetime.date(chosen, last_month, int(until)) if until else first
    except ValueError:
        return None
    return Days(first, max(first, last), found.start(), found.end())


def _month(number: str | None, name: str | None) -> int:
    """The month as a number; 0 where none is given."""
    return int(number) if number else MONTHS[name.lower()] if name else 0
