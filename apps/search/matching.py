"""Words become a ``tsquery``: in every language that documents are stemmed in.

Documents are folded and stemmed by the base (``catalog_words`` and ``catalog_search``), and so are
the words, so that the two agree. A word matches as it is written or by its English stem; by the
stem of another language only in documents of that language, since "notes" has the stem "not" in
Portuguese. Every document has its language as a word (``'/de'``), which says so to the index.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection

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

#: "pep8", "python3": also found where a space stands between
_NUMBERED = re.compile(r"'([a-z]{2,})([0-9]+(?:\.[0-9]+)*)'")
_LEXEME = re.compile(r"'((?:[^']|'')+)'(:\*)?")
_FORMS = """
SELECT word.place, config, phraseto_tsquery(config::regconfig, catalog_words(word.text))::text
FROM unnest(%s) WITH ORDINALITY AS word(text, place), unnest(%s) AS config
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
    #: What the words become, for marking them in texts
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
    #: A name and its number as two words
    apart: str
    #: The word with whatever may follow, if it is still being typed
    begun: str

    @classmethod
    def of(cls, term: Term, by_config: Mapping[str, str], *, unfinished: bool) -> "Forms":
        plain = by_config["simple"]
        last = _LEXEME.findall(plain)[-1][0] if plain else ""
        numbered = None if term.exact else _NUMBERED.fullmatch(plain)
        return cls(
            plain=plain,
            english=by_config["english"],
            others={code: by_config[name] for code, name in STEMMERS.items() if code != "en"},
            exact=term.exact,
            apart=f"('{numbered[1]}' <-> '{numbered[2]}')" if numbered else "",
            begun=f"{plain}:*" if unfinished and len(last) >= SHORTEST_BEGINNING else "",
        )

    def is_common_in(self, language: str) -> bool:
        """Whether the language's stemmer leaves the word out: "the", "die"."""
        return not (self.english if language == "en" else self.others[language])

    def query(self, common: Collection[str] = ()) -> str:
        """Any form of the term. In languages of ``common`` it may be missing if it is common."""
        any_of = dict.fromkeys(filter(None, (self.plain, self.english, self.apart, self.begun)))
        for code, stem in self.others.items():
            if stem and stem not in any_of:
                any_of[f"({stem} & '/{code}')"] = None
            elif not stem and code in common:
                any_of[f"'/{code}'"] = None
        return " | ".join(any_of)

    def in_title(self, *more: str) -> str:
        """Any form of the term in words of the title (weight A)."""
        any_of = dict.fromkeys(filter(None, (self.plain, self.english, self.apart, *more)))
        stems = [(code, stem) for code, stem in self.others.items() if stem and stem not in any_of]
        texts = [_weighted(text) for text in any_of]
        return " | ".join([*texts, *(f"({_weighted(stem)} & '/{code}')" for code, stem in stems)])

    def begun_in_title(self) -> str:
        return self.in_title(self.begun)

    def ranking(self) -> str:
        texts = (self.plain, self.english, self.apart, self.begun, *self.others.values())
        return " | ".join(dict.fromkeys(filter(None, texts)))

    def lexemes(self) -> set[str]:
        """The words that it becomes; one that may go on ends with a star."""
        texts = (self.plain, self.english, self.apart, *self.others.values())
        found = {lexeme for text in texts for lexeme, _ in _LEXEME.findall(text)}
        return found | {f"{lexeme}*" for lexeme, star in _LEXEME.findall(self.begun) if star}


def _weighted(text: str) -> str:
    return _LEXEME.sub(lambda found: f"'{found[1]}':{'*' if found[2] else ''}A", text)


def query_of(asked: Asked) -> Query:
    """The query that the words of a line stand for, in one question to the base."""
    groups = _forms(asked)
    wanted = _telling([[form for form in group if form.plain] for group in groups[:-1]])
    unwanted = [f"!({form.query()})" for form in groups[-1] if form.plain]
    # A common word of a language may be missing there, if some other word is looked for
    common = [
        code
        for code in STEMMERS
        if any(not form.is_common_in(code) for group in wanted for form in group)
    ]
    texts = [
        _any(form.query(common if len(group) == 1 else ()) for form in group) for group in wanted
    ]
    return Query(
        text=" & ".join([*texts, *unwanted]),
        in_title=" & ".join(_any(form.in_title() for form in group) for group in wanted),
        begun_in_title=" & ".join(_any(form.begun_in_title() for form in g) for g in wanted),
        ranking=" & ".join(_any(form.ranking() for form in group) for group in wanted),
        lexemes=frozenset[str]().union(*(form.lexemes() for group in wanted for form in group)),
    )


def _any(texts: Iterable[str]) -> str:
    return f"({' | '.join(texts)})"


def _telling(groups: list[list[Forms]]) -> list[list[Forms]]:
    """Leave out what English documents are not searched for, unless that is all there is."""
    said = [group for group in groups if group]
    telling = [g for g in said if any(form.exact or not form.is_common_in("en") for form in g)]
    return telling or said


def _forms(asked: Asked) -> list[list[Forms]]:
    """Every term in every language, by groups; what is unwanted comes last."""
    groups = [*asked.groups, asked.unwanted]
    terms = [term for group in groups for term in group]
    if not terms:
        return groups  # type: ignore[return-value]  # empty ones
    by_place: dict[int, dict[str, str]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_FORMS, [[t.text for t in terms], ["simple", *STEMMERS.values()]])
        for place, config, text in cursor.fetchall():
            by_place[place][config] = text
    last = asked.last_word()
    places = iter(sorted(by_place))
    return [
        [Forms.of(term, by_place[next(places)], unfinished=term is last) for term in group]
        for group in groups
    ]
