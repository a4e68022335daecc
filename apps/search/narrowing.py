"""Filters: what a value means, as a condition on documents, and what to say if it means nothing."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from apps.catalog.filters import LONGEST, BadParameter
from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from apps.core.languages import language
from apps.core.naming import fold
from apps.events.models import Session
from apps.search.asking import Asked, read
from apps.search.matching import Ready, query_of

#: How many people or events one filter may stand for: "speaker:anna"
MOST_MEANT = 100

#: What no record is called: of no values Django makes no query at all
NO_SLUG = ["/"]

#: What a talk can be besides a talk
FORMS = [form for form in Session.Kind.values if form not in ("talk", "other")]

_YEARS = re.compile(r"(\d{4})?\s*(?:(-|–|\.\.)\s*(\d{4})?)?", re.ASCII)
_BEYOND = re.compile(r"([<>])(=?)\s*(\d{4})", re.ASCII)


@dataclass(frozen=True)
class Narrowing:
    """One filter: its condition, the value as it is stored, and what there is to say about it."""

    name: str
    value: str
    condition: Q
    #: How readers see the value
    label: str
    note: str = ""


def narrow(name: str, value: str) -> Narrowing:
    """Understand a filter (BadParameter for a value that cannot be)."""
    return _MEANINGS[name](name, tidy(name, value))


def tidy(name: str, value: str) -> str:
    """The value without needless spaces (BadParameter if it can mean nothing to any base)."""
    value = " ".join(value.split())
    if not value or len(value) > LONGEST or "\0" in value:
        raise BadParameter(name, f"must be 1 to {LONGEST} characters without NUL")
    return value


def understood(asked: Asked, params: Mapping[str, str]) -> dict[str, Narrowing]:
    """The filters of the line and of the parameters, which win.

    What cannot be is refused as a parameter; in the line it is left out, with a note.
    """
    narrowings = {name: narrow(name, params[name]) for name in _MEANINGS if name in params}
    for name, value in asked.filters.items():
        if name in narrowings:
            asked.notes.append(f"“{name}:{value}” was left out: another “{name}” is chosen.")
            continue
        try:
            narrowings[name] = narrow(name, value)
        except BadParameter as error:
            asked.notes.append(f"“{name}:{value}” was left out: it {error}.")
    asked.notes += [narrowing.note for narrowing in narrowings.values() if narrowing.note]
    return narrowings


def turned_round(asked: Asked) -> list[Q]:
    """What must not be, by the filters with a minus; what cannot be is left out, with a note."""
    conditions = []
    for name, value in asked.without:
        try:
            meant = narrow(name, value)
        except BadParameter as error:
            asked.notes.append(f"“-{name}:{value}” was left out: it {error}.")
        else:
            conditions.append(~meant.condition)
            asked.notes += [meant.note] * bool(meant.note)
    return conditions


def _kind(name: str, value: str) -> Narrowing:
    known = {each: kind.name for kind in kinds() for each in (kind.plural, kind.name)}
    word = value.lower().replace(" ", "-")
    if word in known:
        kind = known[word]
        return Narrowing(name, kind, Q(kind=kind), kind.replace("-", " "))
    form = word.removesuffix("s")
    if form in FORMS:
        return Narrowing(name, form, Q(kind="talk", form=form), form)
    names = [*(kind.name for kind in kinds()), *FORMS]
    raise BadParameter(name, f"must be one of {', '.join(names)}")


def _year(name: str, value: str) -> Narrowing:
    if beyond := _BEYOND.fullmatch(value):
        way, inclusive, year = 1 if beyond[1] == ">" else -1, bool(beyond[2]), int(beyond[3])
        edge = f"{min(max(year + (0 if inclusive else way), 1), 9999):04}"
        value = f"{edge}-" if way == 1 else f"-{edge}"
    found = _YEARS.fullmatch(value)
    years = [int(text) for text in (found[1], found[3]) if text] if found else []
    if found is None or not years or 0 in years:
        raise BadParameter(name, "must be a year, or from one to another: 2013, 2010-2013")
    first, last = min(years), max(years)
    if found[2] and len(years) == 1:  # open on one side
        first, last = (first, 9999) if found[1] else (2, last)
    condition = Q(sort_date__gte=datetime.date(first, 1, 1))
    condition &= Q(sort_date__lte=datetime.date(last, 12, 31), date__isnull=False)
    return Narrowing(name, value, condition, value.replace("-", "–"))


def _language(name: str, value: str) -> Narrowing:
    code = language(value)
    if code is None:
        raise BadParameter(name, "must be a code or a name of a language: de, German")
    return Narrowing(name, code, Q(language=code), code)


def _speaker(name: str, value: str) -> Narrowing:
    found = _called("person", value)
    note = "" if found else f"Nobody here is called “{value}”."
    label = next(iter(found.values())) if len(found) == 1 else value
    return Narrowing(name, _only(found, value), Q(people__overlap=[*found]), label, note)


def _event(name: str, value: str) -> Narrowing:
    found = _called("event", value)
    note = "" if found else f"No event here is called “{value}”."
    label = next(iter(found.values())) if len(found) == 1 else value
    return Narrowing(name, _only(found, value), Q(event__in=[*found] or NO_SLUG), label, note)


def _topic(name: str, value: str) -> Narrowing:
    found = _called("topic", value, in_part=False)
    note = "" if found else f"There is no topic “{value}”."
    label = next(iter(found.values())) if len(found) == 1 else value
    return Narrowing(name, _only(found, value), Q(topics__overlap=[*found]), label, note)


def _only(found: Mapping[str, str], value: str) -> str:
    """The slug if one record is meant, else what was asked."""
    return next(iter(found)) if len(found) == 1 else value


def _called(kind: str, value: str, *, in_part: bool = True) -> dict[str, str]:
    """Slug and title of the records meant by a slug, a title, or else by words of the title."""
    public = Document.objects.public(kind)
    whole = public.filter(Q(slug=value) | Q(sort_title=fold(value) or None))
    found = dict(whole.values_list("slug", "title")[:MOST_MEANT])
    if value in found:
        return {value: found[value]}
    if found or not in_part:
        return found
    line = read(value)
    line.filters, line.unwanted, line.without = {}, [], []
    query = query_of(line)
    if not query.text:
        return {}
    partly = public.filter(search=Ready(query.text)).heaviest()
    return dict(partly.values_list("slug", "title")[:MOST_MEANT])


_MEANINGS: dict[str, Callable[[str, str], Narrowing]] = {
    "kind": _kind,
    "speaker": _speaker,
    "event": _event,
    "topic": _topic,
    "year": _year,
    "language": _language,
}
