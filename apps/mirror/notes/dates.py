"""Days as people write them in titles and notes, with the months' names of several languages."""

import datetime
import re
from typing import Final, NamedTuple

#: Names of each month, whole or as they are cut short; English, German, French, Spanish, Italian,
#: Portuguese, Dutch, and as they stand after a day Polish, Czech and Russian.
NAMES: Final = (
    "jan jan. january januar jänner janvier enero gennaio janeiro januari stycznia ledna января",
    "feb feb. february februar février fevrier febrero febbraio fevereiro februari lutego února"
    " февраля",
    "mar mar. march märz maerz mars marzo março maart marca března марта",
    "apr apr. april avril abril aprile kwietnia dubna апреля",
    "may mai mayo maggio maio mei maja května мая",
    "jun jun. june juni juin junio giugno junho czerwca června июня",
    "jul jul. july juli juillet julio luglio julho lipca července июля",
    "aug aug. august août aout agosto augustus sierpnia srpna августа",
    "sep sep. sept sept. september septembre septiembre settembre setembro września září сентября",
    "oct oct. okt okt. october oktober octobre octubre ottobre outubro października října октября",
    "nov nov. november novembre noviembre novembro listopada listopadu ноября",
    "dec dec. dez dez. december dezember décembre decembre diciembre dicembre dezembro grudnia"
    " prosince декабря",
)
MONTHS: Final = {name: n for n, names in enumerate(NAMES, 1) for name in names.split()}
WORD: Final = "|".join(re.escape(name) for name in sorted(MONTHS, key=len, reverse=True))
MONTH: Final = rf"(?P<month>{WORD})(?![^\W\d_])"
LAST_MONTH: Final = rf"(?P<last_month>{WORD})(?![^\W\d_])"
ORDINAL: Final = r"(?:st|nd|rd|th|er|\.|º)?"
WEEKDAY: Final = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?:the\s+)?)?"
)
DAY: Final = rf"(?P<day>[0-3]?\d){ORDINAL}"
UNTIL: Final = rf"{WEEKDAY}(?P<until>[0-3]?\d){ORDINAL}"
JOINED: Final = (
    r"\s*(?:-|–|—|→|~|〜|～|\.\.|to|till|until|through|and|&|bis(?: zum)?|und|au|et(?: le)?|al?|y|e"
    r"|do|по)\s*"
)
#: The days between the first and the last, where all are listed: "3rd, 4th and 5th"
LISTED: Final = rf"(?:,\s*[0-3]?\d{ORDINAL}){{0,5}},?"
TO: Final = rf"(?:{LISTED}{JOINED}{UNTIL})?"
OF: Final = r"(?:of\s+|de\s+|di\s+)?"
YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
BEFORE_YEAR: Final = r"(?:,?\s+|,?\s+(?:of|de|del)\s+)"
#: The year of the first day where the last day has one too: "30 December 2030 - 2 January 2031"
OWN_YEAR: Final = rf"(?:{BEFORE_YEAR}(?P<first_year>(?:19|20)\d\d))?"
NUMBER: Final = r"(?P<number>[01]?\d)"
LAST_NUMBER: Final = r"(?P<last_number>[01]?\d)"
PATTERNS: Final = tuple(
    re.compile(rx, re.IGNORECASE)
    for rx in (
        rf"\b(?P<first_year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)"
        rf"(?:{JOINED}|\s*/\s*){YEAR}-(?P<last_number>[01]\d)-(?P<until>[0-3]\d)",
        r"\b(?P<year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)"
        r"(?:\.\.(?P<until>[0-3]\d))?(?!\d)",
        r"\b(?P<year>(?:19|20)\d\d)/(?P<number>[01]\d)/(?P<day>[0-3]\d)\b",
        rf"(?P<year>(?:19|20)\d\d)[年년]\s?{NUMBER}[月월]\s?(?P<day>[0-3]?\d)[日일]?"
        rf"(?:{JOINED}(?:{LAST_NUMBER}[月월]\s?)?(?P<until>[0-3]?\d)[日일])?",
        rf"\b(?P<day>[0-3]?\d)\.(?:\s?{NUMBER}\.(?:\s?(?P<first_year>(?:19|20)\d\d))?)"
        rf"{JOINED}(?P<until>[0-3]?\d)\.\s?{LAST_NUMBER}\.\s?{YEAR}\b",
        rf"\b(?P<day>[0-3]?\d)\.?{JOINED}(?P<until>[0-3]?\d)\.\s?{NUMBER}\.\s?{YEAR}\b",
        rf"\b(?P<day>[0-3]?\d)\.\s?{NUMBER}\.\s?{YEAR}\b",
        rf"\b{MONTH}\s+{DAY}{OWN_YEAR}{JOINED}{WEEKDAY}{LAST_MONTH}\s+{UNTIL}{BEFORE_YEAR}{YEAR}\b",
        rf"\b{DAY}\s+{OF}{MONTH}{OWN_YEAR}{JOINED}{UNTIL}\s+{OF}{LAST_MONTH}{BEFORE_YEAR}{YEAR}\b",
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
    until = parts.get("until")
    own_year = parts.get("first_year")
    # "30 December - 2 January 2031" begins the year before
    before = chosen - 1 if until and last_month < month else chosen
    try:
        first = datetime.date(int(own_year or before), month, int(parts["day"]))
        last = datetime.date(chosen, last_month, int(until)) if until else first
    except ValueError:
        return None
    return Days(first, max(first, last), found.start(), found.end())


def _month(number: str | None, name: str | None) -> int:
    """The month as a number; 0 where none is given."""
    return int(number) if number else MONTHS[name.lower()] if name else 0
