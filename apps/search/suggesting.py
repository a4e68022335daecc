"""What a misspelt word may have been meant to be: a word of the base's own titles."""

from dataclasses import replace

from apps.catalog import words
from apps.core.naming import fold
from apps.search.asking import Asked, Term
from apps.search.counting import how_many
from apps.search.matching import query_of

#: With so many results nobody is asked whether they meant something else
ENOUGH = 10
#: A word is suggested if so many times as many documents have it
TIMES = 10
#: Of shorter words that something has, others are too near to mean anything: "café", "care"
CERTAIN = 6
#: Similar words that are looked up, and documents that are counted of each
TRIED, COUNTED = 8, 200


def suggestion(asked: Asked, total: int) -> str:
    """The line with its misspelt words corrected, without filters; empty if there is none.

    One that finds no more than was found is none: every word of it is here, but not together.
    """
    typed = dict.fromkeys(
        word
        for group in asked.groups
        for term in group
        for word in fold(term.text).split()
        if len(word) >= words.SHORTEST
    )
    better = {word: found for word in typed if (found := _better(word))}
    if not better:
        return ""
    corrected = [[_corrected(term, better) for term in group] for group in asked.groups]
    better_line = replace(asked, groups=corrected)
    (count,) = how_many([query_of(better_line).text], total + 1)
    return better_line.words if count > total else ""


def _better(word: str) -> str:
    """The most similar word that many more documents have. Another form of it is no other word."""
    similar = words.like(word)
    if not similar:
        return ""
    forms = query_of(Asked(groups=[[Term(word)]]))
    similar = [each for each in similar if each not in forms.lexemes][:TRIED]
    own, *counts = how_many([forms.text, *(f"'{each}'" for each in similar)], COUNTED)
    if own and len(word) < CERTAIN:
        return ""
    known = [(each, n) for each, n in zip(similar, counts, strict=True) if n > own * TIMES]
    if not known:
        return ""
    fewest = min(words.mistakes(word, each) for each, _ in known)
    nearest = [pair for pair in known if words.mistakes(word, pair[0]) == fewest]
    letters = sorted(word)  # swapped ones are the likeliest slip: "pandsa" is no "panda"
    return max(nearest, key=lambda pair: (sorted(pair[0]) == letters, pair[1]))[0]


def _corrected(term: Term, better: dict[str, str]) -> Term:
    folded = fold(term.text).split()
    if not any(word in better for word in folded):
        return term
    text = " ".join(better.get(word, word) for word in folded)
    return Term(text.title() if term.text.istitle() else text, term.exact)
