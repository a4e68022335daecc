"""Who may be the same person twice, and why: spellings alike, with what speaks for and against.

Pure but for `everybody`. Names are put into groups by what near spellings share, so that ten
thousand people take about a second. Two who were in one session are two: whoever wrote the
programme knew them apart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from apps.catalog import likeness
from apps.catalog.likeness import Alike
from apps.core.addressing import parts_of
from apps.core.naming import fold, is_distinctive
from apps.core.naming.nearness import alike_by, one_letter_apart
from apps.people.models import Person, PersonName

#: Below this nobody is asked
LOWEST: Final = 50
#: What an event, a series, an employer or a website in common adds
SAME_EVENT, SAME_SERIES, SAME_FIRM, SAME_SITE = 12, 8, 10, 25
#: A name of this many letters is not like another one by accident
LONG: Final = 9
BETWEEN: Final = "first and last name alike, one with more between"

#: A whole first name, and how it is cut short
_SHORT_FORMS: Final = """
aleksander olek; aleksandr sasha; alexander alex sasha; alexandra alex sasha; andrew andy drew;
anthony tony; benjamin ben; catherine cathy kate; charles charlie chuck; christian chris;
christina chris tina; christopher chris; daniel dan danny; david dave; dmitry dima; donald don;
douglas doug; edward ed eddie ted; elizabeth liz beth; eugene gene; francisco paco; frederick
fred; gabriel gabe; geoffrey geoff; gregory greg; jacob jake; jeffrey jeff; jennifer jen jenny;
jonathan jon; jose pepe; joseph joe; joshua josh; katarzyna kasia; katherine kate kathy; kenneth
ken; kimberly kim; lawrence larry; leonard leo len; matthew matt; maximilian max; michael mike
mick; mikhail misha; mitchell mitch; nathan nate; nathaniel nate nat; nicholas nick; patricia
pat; patrick pat; peter pete; philip phil; phillip phil; randall randy; raymond ray; rebecca
becky; richard rich rick; robert rob bob; ronald ron; russell russ; samantha sam; samuel sam;
sebastian seb; stephen steve; steven steve; stuart stu; susan sue; terrence terry; theodore ted
theo; thomas tom; timothy tim; victor vic; vincent vince; vladimir vova; william will bill;
zachary zach
"""


def _short_forms() -> dict[str, set[str]]:
    """Every short form with what it stands for: "kate" for catherine and katherine."""
    forms: dict[str, set[str]] = defaultdict(set)
    for entry in _SHORT_FORMS.split(";"):
        whole, *short = entry.split()
        for each in short:
            forms[each].add(whole)
    return forms


@dataclass(frozen=True)
class Known:
    """One person as far as likeness goes."""

    pk: int
    name: str
    #: Folded spellings, that of the name first
    keys: tuple[str, ...]
    site: str = ""
    sessions: frozenset[int] = frozenset()
    events: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    nicknames: frozenset[str] = frozenset()


@dataclass
class _Search:
    """Pairs with the best reason that their names gave."""

    people: dict[int, Known]
    found: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)

    def add(self, pairs: Iterable[tuple[int, int]], score: int, reason: str) -> None:
        for one, other in pairs:
            key = likeness.in_order(one, other)
            if one != other and self.found.get(key, (0, ""))[0] < score:
                self.found[key] = (score, reason)

    def by(self, group: Callable[[str], Iterable[str]], score: int, reason: str) -> None:
        """Whoever shares a group by any spelling is alike."""
        groups: dict[str, list[int]] = defaultdict(list)
        for person in self.people.values():
            for key in person.keys:
                for each in group(key):
                    groups[each].append(person.pk)
        self.add(alike_by(groups), score, reason)


def alike(people: Iterable[Known]) -> Iterator[Alike]:
    """Pairs who may be one person, in no order."""
    search = _Search({person.pk: person for person in people})
    _by_spelling(search)
    _by_first_name(search)
    _by_one_letter(search)
    _by_nickname(search)
    _by_site(search)
    for (one, other), (score, reason) in search.found.items():
        if judged := _judged(search.people[one], search.people[other], score, reason):
            yield judged


def _by_spelling(search: _Search) -> None:
    search.by(_whole, 90, "the same name")
    search.by(lambda key: [key.replace(" ", "")] * _is_full(key), 88, "the same letters")
    search.by(_in_any_order, 84, "the same words in another order")
    search.by(_umlauts, 82, "the same name but for how accents are written")


def _by_first_name(search: _Search) -> None:
    surnames = Counter(
        surname for person in search.people.values() for surname in person.keys[0].split()[-1:]
    )
    forms = _short_forms()
    search.by(_ends, 66, BETWEEN)
    search.by(lambda key: _in_full(key, forms), 70, "a short form of the first name")
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for person in search.people.values():
        for key in person.keys:
            words = key.split()
            if len(words) >= 2 and surnames[words[-1]] <= 6:
                groups[f"{words[0][0]} {words[-1]}"].append((person.pk, words[0]))
    for (one, first), (other, second) in alike_by(groups):
        if first != second and 1 in (len(first), len(second)):
            search.add([(one, other)], 58, "initial and surname alike")


def _by_one_letter(search: _Search) -> None:
    holders: dict[str, set[int]] = defaultdict(set)
    for person in search.people.values():
        for key in person.keys:
            if _is_full(key) and len(key) >= LONG:
                holders[key].add(person.pk)
    for one, other in one_letter_apart(holders):
        score = _of_letter(one, other)
        pairs = ((a, b) for a in holders[one] for b in holders[other])
        search.add(pairs, score, "one letter apart")


def _of_letter(one: str, other: str) -> int:
    """How much it says that two names are one letter apart.

    Long names are not alike by accident; another first name ("Maria", "Mario") is another person,
    and a digit tells two accounts apart.
    """
    first, second = one.split(), other.split()
    if any(map(str.isdigit, one + other)) or len(first) != len(second):
        return 0
    score = 64 + min(10, len(one) - LONG)
    if first[0] != second[0]:
        is_ending = (
            first[0][:-1] == second[0][:-1] or first[0] in second[0] or second[0] in first[0]
        )
        score -= 22 if is_ending or first[0][0] != second[0][0] else 10
    elif first[-1][0] != second[-1][0]:
        score -= 12
    return score


def _by_nickname(search: _Search) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for person in search.people.values():
        for nickname in person.nicknames:
            groups[nickname].append(person.pk)
        for key in person.keys:
            groups[key].append(person.pk)
    known = {name for person in search.people.values() for name in person.nicknames}
    named = {name: pks for name, pks in groups.items() if name in known}
    search.add(alike_by(named), 62, "one is known by the other's name")


def _by_site(search: _Search) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for person in search.people.values():
        if person.site:
            groups[person.site].append(person.pk)
    for one, other in alike_by(groups):
        if _share_a_word(search.people[one], search.people[other]):
            search.add([(one, other)], 70, "names alike in part")


def _judged(one: Known, other: Known, score: int, reason: str) -> Alike | None:
    """The pair with all that speaks for it; None if too little does, or anything against."""
    if one.sessions & other.sessions or (reason == BETWEEN and not _one_says_more(one, other)):
        return None
    reasons = [_precisely(one, other, reason)]
    if one.site and one.site == other.site:
        score += SAME_SITE
        reasons.append("the same website")
    if shared := one.events & other.events:
        score += SAME_EVENT
        reasons.append(f"both at {min(shared)}")
    elif shared := one.series & other.series:
        score += SAME_SERIES
        reasons.append(f"both at {min(shared)} in different years")
    if shared := one.firms & other.firms:
        score += SAME_FIRM
        reasons.append(f"both of {min(shared)}")
    score = min(score, 99)
    return Alike(one.pk, other.pk, score, tuple(reasons)) if score >= LOWEST else None


def _precisely(one: Known, other: Known, reason: str) -> str:
    """Of one and the same name, what little differs."""
    if reason not in ("the same name", "the same letters"):
        return reason
    first, second = one.name, other.name
    if first == second:
        return "the same name"
    if first.casefold() == second.casefold():
        return "the same name but for capitals"
    if fold(first) == fold(second):
        return "the same name but for accents or signs"
    if fold(first).replace(" ", "") == fold(second).replace(" ", ""):
        return "the same name but for spaces or hyphens"
    return "a spelling of one is that of the other"


def _is_full(key: str) -> bool:
    return is_distinctive(key)


def _whole(key: str) -> list[str]:
    return [key] if _is_full(key) else []


def _in_any_order(key: str) -> list[str]:
    return [" ".join(sorted(key.split()))] if _is_full(key) else []


def _umlauts(key: str) -> list[str]:
    """Müller is folded to muller; without umlauts people write mueller."""
    if not _is_full(key):
        return []
    for two, one in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        key = key.replace(two, one)
    return [key]


def _ends(key: str) -> list[str]:
    words = key.split()
    is_full = len(words) >= 2 and len(words[0]) > 1 and len(words[-1]) > 2
    return [f"{words[0]} {words[-1]}"] if is_full else []


def _in_full(key: str, forms: dict[str, set[str]]) -> list[str]:
    first, _, rest = key.partition(" ")
    return [f"{each} {rest}" for each in (first, *forms.get(first, ()))] if _is_full(key) else []


def _one_says_more(one: Known, other: Known) -> bool:
    """Whether a name leaves out words of the other, or has their initials, and no more than that.

    So "Seth M Larson" is Seth Michael Larson, but Kim Ji-hoon is not Kim Du-hoon.
    """
    return any(
        all(any(whole.startswith(word) for whole in longer) for word in shorter)
        for key in one.keys
        for counterpart in other.keys
        for shorter, longer in [sorted((key.split(), counterpart.split()), key=_letters_and_words)]
        if shorter[0] == longer[0] and shorter[-1] == longer[-1]
    )


def _letters_and_words(words: list[str]) -> tuple[int, int]:
    return len(words), sum(map(len, words))


def _share_a_word(one: Known, other: Known) -> bool:
    mine, theirs = ({w for key in each.keys for w in key.split()} for each in (one, other))
    return bool({w for w in mine & theirs if len(w) > 2})


def everybody() -> list[Known]:
    """All people with what the search looks at: a few queries, whatever their number."""
    keys: dict[int, list[str]] = defaultdict(list)
    for pk, key in PersonName.objects.order_by("pk").values_list("person_id", "key"):
        keys[pk].append(key)
    seen: dict[int, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    rows = Person.objects.filter(appearances__isnull=False).values_list(
        "pk", "appearances__session", "appearances__session__event__title",
        "appearances__session__event__series__name", "appearances__affiliations",
        "appearances__nickname",
    )  # fmt: skip
    for pk, session, event, series, firms, nickname in rows:
        seen[pk]["sessions"].add(session)
        seen[pk]["events"].add(event)
        seen[pk]["series"].update({series} - {None})
        seen[pk]["firms"].update(firms)
        seen[pk]["nicknames"].update({fold(nickname)} - {""})
    return [
        Known(
            pk=pk,
            name=name,
            keys=tuple(dict.fromkeys([key, *filter(None, keys[pk])])),
            site=site_of(url),
            **{what: frozenset(values) for what, values in seen[pk].items()},
        )
        for pk, name, key, url in Person.objects.exclude(key="").values_list(
            "pk", "name", "key", "url"
        )
    ]


def site_of(url: str) -> str:
    """A website without what may differ between two who write its address down."""
    parts = parts_of(url.lower())
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"


likeness.register(Person, lambda: alike(everybody()))
