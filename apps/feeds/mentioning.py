"""Which records of the site entries mention: found in bulk, stored beside the entries.

Links first, exact names second. What fits two records (a recording of two sessions, the name of
two people, the site of a series) is doubtful and left out. Nobody is said to mention themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.functions import Lower

from apps.core.naming import is_distinctive
from apps.core.querysets import among
from apps.events.models import Event, Recording, Session
from apps.feeds.matching import Found, address_key, hosts_of, look, spellings
from apps.feeds.models import Entry, Feed, Mention
from apps.packages.models import Package
from apps.people.models import Person, PersonName

#: (column of Mention, primary key)
Record = tuple[str, int]
Known = Mapping[str, Record]


def mention(entries: Iterable[Entry]) -> int:
    """Bring the mentions of these entries up to date, in the transaction that stored them.

    Returns how many rows came or went. The number of queries does not depend on that of entries.
    """
    entries = list(entries)
    if not entries:
        return 0
    hosts = _hosts()
    found = {entry: look(entry.title, entry.content, entry.words, hosts) for entry in entries}
    links, people, packages = _by_link(found), _people_named(found), _packages_named(found)
    owners = dict(Feed.objects.filter(pk__in={e.feed_id for e in found}).values_list("pk", "owner"))
    wanted: dict[tuple[int, Record], str] = {}
    for entry, each in found.items():
        for record in _records(each.people, people) + _records(each.packages, packages):
            wanted[entry.pk, record] = Mention.How.NAME
        for record in _records(each.links, links):
            wanted[entry.pk, record] = Mention.How.LINK
        for own in (entry.author_id, owners.get(entry.feed_id)):
            if own:
                wanted.pop((entry.pk, ("person", own)), None)
    return _store([entry.pk for entry in found], wanted)


def _records(keys: Iterable[str], known: Known) -> list[Record]:
    return [known[key] for key in keys if key in known]


def _unmistakable(rows: Iterable[tuple[str, Record]]) -> Known:
    """What each key stands for; keys that stand for several records are dropped."""
    meant: dict[str, set[Record]] = defaultdict(set)
    for key, record in rows:
        meant[key].add(record)
    return {key: next(iter(records)) for key, records in meant.items() if len(records) == 1}


def _hosts() -> set[str]:
    """The hosts of everything that could be linked to: most links of most posts lead elsewhere."""
    every = (Recording.objects, Event.objects, Person.objects, Package.objects)
    first, *others = (rows.order_by().values_list(Host("url")).distinct() for rows in every)
    known = first.union(*others)
    return hosts_of([settings.SITE_URL, *(f"https://{host}" for (host,) in known)])


class Host(Func):
    """What stands between the second slash and the third."""

    function = "split_part"
    template = "%(function)s(%(expressions)s, '/', 3)"
    output_field = TextField()


def _by_link(found: Mapping[Entry, Found]) -> Known:
    links = {key: url for each in found.values() for key, url in each.links.items()}
    if not links:
        return {}
    asked = [each for url in links.values() for each in spellings(url)]
    return _unmistakable([*_elsewhere(asked), *_at_the_index(links), *_here(links)])


def _elsewhere(asked: list[str]) -> Iterator[tuple[str, Record]]:
    """Recordings, events, people and packages by the addresses that are known of them."""
    recordings = _among(Recording.objects.filter(session__state="published"), F("url"), asked)
    for url, pk in recordings.values_list("url", "session"):
        yield address_key(url), ("session", pk)
    low = [url.lower() for url in asked]  # GitHub does not tell Flask from flask
    for column, rows in (
        ("event", _among(Event.objects.published(), F("url"), asked)),
        ("person", _among(Person.objects.all(), F("url"), asked)),
        ("package", _among(Package.objects.all(), Lower("url"), low)),
    ):
        for url, pk in rows.values_list("url", "pk"):
            yield address_key(url), (column, pk)


def _among(rows: Any, column: Any, values: list[str]) -> Any:
    """Rows whose column has one of the values, none of which has a line break: thousands of them
    are one parameter.
    """
    return rows.filter(AnyOf(column, Value("\n".join(values))))


class AnyOf(Func):
    """``text = ANY(lines)``."""

    template = "%(expressions)s, chr(10)))"
    arg_joiner = " = ANY(string_to_array("
    output_field = BooleanField()


def _at_the_index(links: Mapping[str, str]) -> Iterator[tuple[str, Record]]:
    """Packages by their page at the Python Package Index."""
    slugs = [key.removeprefix("pypi:") for key in links if key.startswith("pypi:")]
    for slug, pk in _among(Package.objects.all(), F("slug"), slugs).values_list("slug", "pk"):
        yield f"pypi:{slug}", ("package", pk)


def _here(links: Mapping[str, str]) -> Iterator[tuple[str, Record]]:
    """Talks, events, people and packages by their pages on this site."""
    site = urlsplit(settings.SITE_URL).netloc
    asked: dict[tuple[str, ...], str] = {}
    for key, url in links.items():
        parts = urlsplit(url)
        if parts.netloc == site:
            asked[tuple(unquote(parts.path).strip("/").split("/"))] = key
    sections = {path[0] for path in asked}
    if "events" in sections:
        slugs = {path[1] for path in asked if path[0] == "events" and len(path) > 1}
        yield from _listed(asked, "event", Event.objects.published().filter(slug__in=slugs))
        talks = Session.objects.published().filter(event__slug__in=slugs)
        wanted = {path[2] for path in asked if path[0] == "events" and len(path) == 3}
        rows = talks.filter(slug__in=wanted).values_list("event__slug", "slug", "pk")
        for event, slug, pk in rows:
            if key := asked.get(("events", event, slug), ""):
                yield key, ("session", pk)
    if "packages" in sections:
        slugs = {path[1] for path in asked if path[0] == "packages" and len(path) == 2}
        yield from _listed(asked, "package", Package.objects.filter(slug__in=slugs))
    if "people" in sections:
        slugs = {path[1] for path in asked if path[0] == "people" and len(path) == 2}
        people = Person.with_merged.select_related("merged_into").filter(slug__in=slugs)
        for person in people:  # old addresses lead to whoever was meant
            yield asked["people", person.slug], ("person", person.standing.pk)


SECTIONS = {"event": "events", "package": "packages"}


def _listed(
    asked: Mapping[tuple[str, ...], str], column: str, rows: Any
) -> Iterator[tuple[str, Record]]:
    for slug, pk in rows.values_list("slug", "pk"):
        if key := asked.get((SECTIONS[column], slug), ""):
            yield key, (column, pk)


def _people_named(found: Mapping[Entry, Found]) -> Known:
    """People whose whole name a text has, where no other person is called so."""
    keys = list({key for each in found.values() for key in each.people})
    named = _among(Person.objects.all(), F("key"), keys).values_list("key", "pk", "name")
    spelled = _among(PersonName.objects.all(), F("key"), keys).values_list("key", "person", "name")
    rows = [*named, *spelled] if keys else []
    return _unmistakable((key, ("person", pk)) for key, pk, name in rows if is_distinctive(name))


def _packages_named(found: Mapping[Entry, Found]) -> Known:
    slugs = list({slug for each in found.values() for slug in each.packages})
    rows = _among(Package.objects.all(), F("slug"), slugs).values_list("slug", "pk")
    return {slug: ("package", pk) for slug, pk in rows} if slugs else {}


def _store(entries: list[int], wanted: Mapping[tuple[int, Record], str]) -> int:
    with transaction.atomic():
        kept: set[tuple[int, Record]] = set()
        stale: list[int] = []
        for row in Mention.objects.filter(among("entry", entries)):
            key = (row.entry_id, _record_of(row))
            if wanted.get(key) == row.how:
                kept.add(key)
            else:
                stale.append(row.pk)
        if stale:
            Mention.objects.filter(pk__in=stale).delete()
        new = [
            Mention(entry_id=entry, how=how, **{f"{column}_id": pk})
            for (entry, (column, pk)), how in wanted.items()
            if (entry, (column, pk)) not in kept
        ]
        Mention.objects.bulk_create(new, ignore_conflicts=True)
        return len(stale) + len(new)


def _record_of(row: Mention) -> Record:
    ids = {
        "session": row.session_id,
        "event": row.event_id,
        "person": row.person_id,
        "package": row.package_id,
    }
    return next((column, pk) for column, pk in ids.items() if pk is not None)
