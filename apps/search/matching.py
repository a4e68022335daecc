"""Words become a ``tsquery``: in every language that documents are stemmed in.

Documents are folded and stemmed by the base (``catalog_words`` and ``catalog_search``), and so are
the words, so that the two agree. A word matches as it is written or by its English stem; by the
stem of another language only in documents of that language, since "notes" has the stem "not" in
Portuguese. Every document has its language as a word (``'/de'``), which says so to the index.

Common words are left out where they stand alone ("how to test"), and kept in phrases and in what is
written as one ("in Python" in quotation marks, "A/B", "e-mail").
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from apps.core.naming import fold
from apps.search.asking import Asked, Term

#: Language -> configuration of PostgreSQL, as the catalog's first migration has it
STEMMERS = {
    "en": "english",
    "de": "german",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
    "ru": "russian",
}
#: Of a shorter beginning nearly every word goes on
SHORTEST_BEGINNING = 3

#: Two words, or the parts of one, are looked for as one word too if it has so many letters
SHORTEST_JOINED = 4

#: "pep8", "python3": also found where a space stands between
_NUMBERED = re.compile(r"'([a-z]{2,})([0-9]+(?:\.[0-9]+)*)'")
#: "py.test", "e-mail"; and what may follow a word that it is written together with
_PARTS = re.compile(r"[a-z]\w*([-._/]\w+)+", re.IGNORECASE | re.ASCII)
_START = re.compile(r"[a-z]+", re.IGNORECASE | re.ASCII)
_REST = re.compile(r"[a-z]\w*|\d+(\.\d+)*", re.IGNORECASE | re.ASCII)
_LEXEME = re.compile(r"'((?:[^']|'')+)'(:\*)?")
# Of several words each counts: the catalog's own configurations leave none out
_FORMS = """
SELECT place, config, phraseto_tsquery(
    (CASE WHEN numnode(plain) > 1 AND config <> 'simple' THEN 'catalog_' ELSE '' END || config)
    ::regconfig, words)::text
FROM (
    SELECT place, catalog_words(text) AS words
    FROM unnest(%s) WITH ORDINALITY AS asked(text, place) OFFSET 0
) AS folded, phraseto_tsquery('simple', words) AS plain, unnest(%s) AS config
"""


@dataclass(frozen=True)
class Query:
    """What documents must match, ready for the base. Empty if there is nothing to look for."""

    text: str = ""
    #: The same, to be met by the title alone: with whole words, or with one that goes on
    in_title: str = ""
    begun_in_title: str = ""
    #: The same without regard to languages: which words to rank by, where all is met already
    ranking: str = ""
    #: The words side by side as they were typed, to be met by the title, and by anything
    together_in_title: str = ""
    together: str = ""
    #: What the title is called, if the words are all of it, with and without common words
    titles: tuple[str, ...] = ()
    #: What the words become, for marking them in texts; a phrase has spaces
    lexemes: frozenset[str] = frozenset()


class Ready(SearchQuery):
    """A ``tsquery`` that is stemmed already."""

    template = "%(expressions)s::tsquery"

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")
        self.function = None


@dataclass(frozen=True)
class Forms:
    """One term, stemmed in every language: texts of ``tsquery``, empty where it says nothing."""

    plain: str
    english: str
    others: Mapping[str, str]
    exact: bool
    #: As it was typed
    words: str
    #: A name and its number as two words
    apart: str
    #: Its parts as one word, or it and a neighbour
    joined: tuple[str, ...]
    #: The word with whatever may follow, if it is still being typed
    begun: str

    @classmethod
    def of(
        cls, term: Term, stems: "Stems", joined: Iterable[str] = (), *, unfinished: bool = False
    ) -> "Forms":
        by_config = stems[term.text]
        plain = by_config["simple"]
        last = _LEXEME.findall(plain)[-1][0] if plain else ""
        numbered = None if term.exact else _NUMBERED.fullmatch(plain)
        return cls(
            plain=plain,
            english=by_config["english"],
            others={code: by_config[name] for code, name in STEMMERS.items() if code != "en"},
            exact=term.exact,
            words=term.text,
            apart=f"('{numbered[1]}' <-> '{numbered[2]}')" if numbered else "",
            joined=tuple(
                stems[each][config] for each in joined for config in ("simple", "english")
            ),
            begun=f"{plain}:*" if unfinished and len(last) >= SHORTEST_BEGINNING else "",
        )

    def is_common_in(self, language: str) -> bool:
        """Whether the language's stemmer leaves the word out: "the", "die"."""
        return not (self.english if language == "en" else self.others[language])

    def query(self, common: Collection[str] = ()) -> str:
        """Any form of the term. In languages of ``common`` it may be missing if it is common."""
        any_of = _each(self.plain, self.english, self.apart, *self.joined, self.begun)
        for code, stem in self.others.items():
            if stem and stem not in any_of:
                any_of[f"({stem} & '/{code}')"] = None
            elif not stem and code in common:
                any_of[f"'/{code}'"] = None
        return " | ".join(any_of)

    def in_title(self, *more: str) -> str:
        """Any form of the term in words of the title (weight A)."""
        any_of = _each(self.plain, self.english, self.apart, *self.joined, *more)
        stems = [(code, stem) for code, stem in self.others.items() if stem and stem not in any_of]
        texts = [_weighted(text) for text in any_of]
        return " | ".join([*texts, *(f"({_weighted(stem)} & '/{code}')" for code, stem in stems)])

    def begun_in_title(self) -> str:
        return self.in_title(self.begun)

    def ranking(self) -> str:
        forms = (self.plain, self.english, self.apart, *self.joined, self.begun)
        return " | ".join(_each(*forms, *self.others.values()))

    def lexemes(self) -> set[str]:
        """The words that it becomes, several as a phrase; one that may go on ends with a star.

        A stem of few letters would be marked in words that have nothing to do with it.
        """
        plain, begun = _words_of(self.plain), " ".join(_words_of(self.begun))
        stems = map(_words_of, (self.english, *self.others.values()))
        telling = (words for words in stems if all(len(w) > 3 or w in plain for w in words))
        others = map(_words_of, (self.apart, *self.joined))
        found = {" ".join(words) for words in (plain, *telling, *others)}
        return (found | ({f"{begun}*"} if begun else set())) - {""}


def _each(*texts: str) -> dict[str, None]:
    """Texts that say something, each once, in order."""
    return dict.fromkeys(filter(None, texts))


def _words_of(text: str) -> list[str]:
    return [lexeme.replace("''", "'") for lexeme, _ in _LEXEME.findall(text)]


def _weighted(text: str) -> str:
    return _LEXEME.sub(lambda found: f"'{found[1]}':{'*' if found[2] else ''}A", text)


def query_of(asked: Asked) -> Query:
    """The query that the words of a line stand for, in one question to the base."""
    groups = _forms(asked)
    wanted = _telling([[form for form in group if form.plain] for group in groups[:-2]])
    unwanted = [form for form in groups[-2] if form.plain]
    # A common word of a language may be missing there, if some other word is looked for
    common = [
        code
        for code in STEMMERS
        if any(not form.is_common_in(code) for group in wanted for form in group)
    ]
    texts = [
        _any(form.query(common if len(group) == 1 else ()) for form in group) for group in wanted
    ]
    line = next(iter(groups[-1]), None)
    return Query(
        text=" & ".join([*texts, *(f"!({form.query()})" for form in unwanted)]),
        in_title=" & ".join(_any(form.in_title() for form in group) for group in wanted),
        begun_in_title=" & ".join(_any(form.begun_in_title() for form in g) for g in wanted),
        ranking=" & ".join(_any(form.ranking() for form in group) for group in wanted),
        together_in_title=line.begun_in_title() if line else "",
        together=line.query() if line else "",
        titles=_titles(asked, wanted),
        lexemes=frozenset[str]().union(*(form.lexemes() for group in wanted for form in group)),
    )


def _titles(asked: Asked, wanted: list[list[Forms]]) -> tuple[str, ...]:
    """The line as a folded title: all of it, and what is not common."""
    if any(len(group) > 1 for group in asked.groups):
        return ()
    lines = (
        " ".join(group[0].text for group in asked.groups),
        " ".join(group[0].words for group in wanted),
    )
    folded = [fold(line) for line in lines]
    return tuple(_each(*folded, *(line.replace(" ", "") for line in folded)))


def _any(texts: Iterable[str]) -> str:
    return f"({' | '.join(texts)})"


def _telling(groups: list[list[Forms]]) -> list[list[Forms]]:
    """Leave out what English documents are not searched for, unless that is all there is."""
    said = [group for group in groups if group]
    telling = [g for g in said if any(form.exact or not form.is_common_in("en") for form in g)]
    return telling or said


#: The forms of texts by configuration of PostgreSQL
Stems = Mapping[str, Mapping[str, str]]


def _forms(asked: Asked) -> list[list[Forms]]:
    """Every term in every language, by groups; then what is unwanted; then the line as one term."""
    groups = [*asked.groups, asked.unwanted]
    joined = [*_as_one_word(asked.groups), []]
    line = _line(asked.groups)
    texts = [*(term.text for group in (*groups, line) for term in group), *chain(*joined)]
    stems = _stems(texts)
    last = asked.last_word()
    forms = [
        [Forms.of(term, stems, one_word, unfinished=term is last) for term in group]
        for group, one_word in zip(groups, joined, strict=True)
    ]
    return [*forms, [Forms.of(term, stems, unfinished=last is not None) for term in line]]


def _stems(texts: Collection[str]) -> Stems:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    if texts:
        each = list(dict.fromkeys(texts))
        with connection.cursor() as cursor:
            cursor.execute(_FORMS, [each, ["simple", *STEMMERS.values()]])
            for place, config, text in cursor.fetchall():
                found[each[place - 1]][config] = text
    return found


def _line(groups: list[list[Term]]) -> list[Term]:
    """Several words as a phrase, as which they are worth more; none if there is a choice."""
    if len(groups) < 2 or any(len(group) > 1 for group in groups):
        return []
    return [Term(" ".join(group[0].text for group in groups))]


def _as_one_word(groups: list[list[Term]]) -> list[list[str]]:
    """For every group what else it may be written like: "py.test" as "pytest", and both words of
    "SQL Alchemy" as "SQLAlchemy"."""
    words = [group[0].text if len(group) == 1 and not group[0].exact else "" for group in groups]
    found = [[re.sub(r"[-._/]", "", word)] if _PARTS.fullmatch(word) else [] for word in words]
    for at, (one, other) in enumerate(pairwise(words)):
        if _START.fullmatch(one) and _REST.fullmatch(other):
            found[at].append(one + other)
            found[at + 1].append(one + other)
    return [[word for word in each if len(word) >= SHORTEST_JOINED] for each in found]
