"""The words of the base's own titles, so that a misspelt one can be told from a rare one.

Words are learned when documents are written. They are forgotten when a title that had them goes or
changes and nothing else that is public has them.
"""

from collections.abc import Iterable

from django.db import connection

from apps.catalog.models import Document, Word
from apps.core.writing import insert_missing

#: Letters of the words that are kept: of shorter ones everything is near, longer ones are no words
SHORTEST, LONGEST = 4, 30
#: Mistakes are looked for in so many letters from the start
LOOKED_AT = 9


def learn(documents: Iterable[Document]) -> None:
    """Keep the words of these documents' titles that are not known yet."""
    learn_words(word for document in documents for word in document.sort_title.split())


def learn_words(words: Iterable[str]) -> None:
    found = {word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha()}
    found -= set(Word.objects.filter(word__in=found).values_list("word", flat=True))
    new = [Word(word=word, near=near(word)) for word in sorted(found)]
    insert_missing(new)


_FORGET = """
DELETE FROM catalog_word WHERE word = ANY(%s) AND NOT EXISTS (
    SELECT FROM catalog_document
    WHERE withdrawn_at IS NULL AND search @@ quote_literal(word)::tsquery
)
"""


def forget(titles: Iterable[str]) -> None:
    """Drop the words of these folded titles that no public document has any more."""
    gone = sorted({word for title in titles for word in title.split() if word.isalpha()})
    if gone:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [gone])


def near(word: str) -> list[str]:
    """The beginning of a word, whole and without each one of its letters."""
    start = word[:LOOKED_AT]
    return sorted({start, *(start[:at] + start[at + 1 :] for at in range(len(start)))})


def like(word: str) -> list[str]:
    """Words of the base that may be meant by ``word``, the most similar first."""
    allowed = 1 if len(word) < 6 else 2
    candidates = Word.objects.filter(near__overlap=near(word)).values_list("word", flat=True)
    rated = ((mistakes(word, each), each) for each in candidates)
    return [each for count, each in sorted(rated) if 0 < count <= allowed]


def mistakes(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or swapped with the next one.

    The optimal string alignment distance.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
