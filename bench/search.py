"""How long a search takes, by the sort of question, in the site's own base or in a made-up one.

    python -m bench.search                       this site's base, which should hold an archive
    python -m bench.search --documents 1000000   a base of its own with so many, dropped at the end
    python -m bench.search --documents 1000000 --keep   the same, left there for the next time

Prints the median and the 95th percentile in milliseconds: of finding the best twenty (``query``),
of counting what there is by kind, year, language and topic (``facets``), and of the whole answer
with cards and marked passages (``answer``). Every question was asked once before. Keep it to two
cores with ``taskset -c 0,1``, together with the PostgreSQL that it starts.
"""

import argparse
import contextlib
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pycommunity.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from apps.catalog.words import learn_words  # noqa: E402
from apps.search.finding import bounded  # noqa: E402
from apps.search.places import Place  # noqa: E402
from apps.search.results import answer, search_of  # noqa: E402

BASE = "bench_search"
PAGE = 20
#: Words that the made-up documents have most
COMMON = ["python", "django", "testing", "data", "web", "async", "machine", "learning"]

# A vocabulary in which the thousandth word is a thousandth as frequent as the first; sentences of
# it; documents of a title, two names, a summary and a body, nine in ten of them dated talks.
MADE_UP = """
CREATE TEMP TABLE vocabulary AS SELECT rank, CASE WHEN rank <= {common} THEN (%s::text[])[rank] ELSE
    (SELECT string_agg(substr('bdfgklmnprstvz', 1 + (rank / (14 * 5) ^ i)::int %% 14, 1)
        || substr('aeiou', 1 + (rank / (14 * 5) ^ i * 3)::int %% 5, 1), '')
    FROM generate_series(0, 3) i) || 'n' END AS word
FROM generate_series(1, 60000) AS rank;
CREATE UNIQUE INDEX ON vocabulary (rank);
CREATE TEMP TABLE sentence AS SELECT id, (
    SELECT string_agg(word, ' ' ORDER BY place) FROM (
        SELECT place, least(60000, floor(30 * exp(random() * ln(2000)) - 29))::int AS rank
        FROM generate_series(1, 10) AS place WHERE id > 0
    ) AS picked JOIN vocabulary USING (rank)
) AS words FROM generate_series(1, 100000) AS id;
CREATE UNIQUE INDEX ON sentence (id);
ANALYZE vocabulary; ANALYZE sentence;
INSERT INTO catalog_document (kind, object_id, slug, path, title, sort_title, weight, summary, form,
    language, date, event, series, people, topics, text_a, text_b, text_c, text_d, card, detail,
    card_line, detail_line, content_hash)
SELECT kind, n, 'made-up-' || n, '/made-up/' || n, title, title,
    CASE WHEN kind = 'talk' THEN 0 ELSE n %% 50 END, three, '',
    CASE WHEN n %% 20 = 0 THEN 'de' ELSE 'en' END,
    CASE WHEN kind = 'talk' THEN date '2005-01-01' + (n * 7919 %% 7600)::int END,
    'event-' || n %% 4000, '', ARRAY['person-' || n %% 90000],
    ARRAY['topic-' || n %% 300, 'topic-' || n %% 7],
    title, 'rare' || n || ' ' || split_part(two, ' ', 1),
    CASE WHEN kind = 'talk' THEN three ELSE '' END,
    CASE WHEN kind = 'talk' THEN four || ' ' || five || ' ' || six ELSE '' END,
    '{{"id":' || n || ',"kind":"' || kind || '","title":"' || title || '"}}', repeat(four, 10),
    '', '', md5(n::text)
FROM (
    SELECT n, CASE WHEN n %% 10 = 0 THEN 'person' ELSE 'talk' END AS kind,
        array_to_string((string_to_array(a.words, ' '))[1:5], ' ') AS title,
        b.words AS two, c.words AS three, d.words AS four, e.words AS five, f.words AS six
    FROM (
        SELECT n, (n * 48271 %% 99991) AS at FROM generate_series(1::bigint, %s::bigint) AS n
    ) AS number
    JOIN sentence a ON a.id = 1 + at JOIN sentence b ON b.id = 1 + at * 3 %% 99991
    JOIN sentence c ON c.id = 1 + at * 7 %% 99991
    JOIN sentence d ON d.id = 1 + (at * 11 + n / 99991) %% 99991
    JOIN sentence e ON e.id = 1 + (at * 13 + n / 99991) %% 99991
    JOIN sentence f ON f.id = 1 + (at * 17 + n / 99991) %% 99991
) AS made;
DROP TABLE vocabulary, sentence;
"""


@contextlib.contextmanager
def made_up(documents: int, *, keep: bool) -> Iterator[None]:
    """A base of its own on the same server, or the one of this size that was kept."""
    name = f"{BASE}_{documents}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        known = cursor.fetchone()
        if not known:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    connection.close()
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    done = False
    try:
        call_command("migrate", verbosity=0)
        if not known:
            fill(documents)
        done = keep
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        if not done:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")


def fill(documents: int) -> None:
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("DROP INDEX document_search")
        sql = MADE_UP.format(common=len(COMMON))
        cursor.execute(sql, [COMMON, documents])
        cursor.execute("CREATE INDEX document_search ON catalog_document USING gin (search)")
        cursor.execute("VACUUM ANALYZE catalog_document")
        cursor.execute("SELECT sort_title FROM catalog_document TABLESAMPLE SYSTEM (10)")
        learn_words(word for (title,) in cursor.fetchall() for word in title.split())
        cursor.execute("SELECT pg_size_pretty(pg_total_relation_size('catalog_document'))")
        size = cursor.fetchone()[0]
    print(f"{documents:,} documents, {size}, made in {time.monotonic() - started:.0f} s")


def questions(many: int) -> dict[str, list[dict[str, str]]]:
    """Lines and filters by sort, from words that this base has."""
    dice = random.Random(2013)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_document")
        total = cursor.fetchone()[0]
        share = max(1.0, min(100.0, 2_000_000 / total))
        vectors = f"SELECT search FROM catalog_document TABLESAMPLE SYSTEM ({share})"
        cursor.execute(
            "SELECT word FROM ts_stat(%s) WHERE word ~ '^[a-z]{4,12}$' "
            "AND numnode(plainto_tsquery('english', word)) > 0 ORDER BY ndoc DESC",
            [vectors],
        )
        words = [word for (word,) in cursor.fetchall()]
        cursor.execute(
            f"SELECT title FROM catalog_document TABLESAMPLE SYSTEM ({share}) WHERE title ~ ' '"
        )
        titles = [title.split() for (title,) in cursor.fetchall()]
    frequent, middle, rare = words[:20], words[20:2000], words[len(words) // 2 :]

    def line(make: Callable[[], str], **filters: str) -> list[dict[str, str]]:
        return [{"q": make(), **filters} for _ in range(many)]

    def phrase() -> str:
        title = dice.choice(titles)
        at = dice.randrange(len(title) - 1)
        return '"' + " ".join(title[at : at + 2]).replace('"', "") + '"'

    def swapped() -> str:
        word = dice.choice([word for word in middle if len(word) > 5])
        return f"{word[:2]}{word[3]}{word[2]}{word[4:]} "

    return {
        "rare word": line(lambda: f"{dice.choice(rare)} "),
        "word": line(lambda: f"{dice.choice(middle)} "),
        "common word": line(lambda: f"{dice.choice(frequent)} "),
        "most common word": [{"q": f"{words[0]} "}] * many,
        "two words": line(lambda: f"{dice.choice(frequent)} {dice.choice(middle)} "),
        "two common words": line(lambda: f"{dice.choice(frequent)} {dice.choice(frequent)} "),
        "phrase": line(phrase),
        "beginning": line(lambda: dice.choice(middle)[:4]),
        "misspelt": line(swapped),
        "filtered": line(lambda: f"{dice.choice(frequent)} ", kind="talk", year="2012-2014"),
        "filter alone": line(lambda: "", year="2013"),
    }


def measure(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def percentiles(times: list[float]) -> str:
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):>9.1f}{p95:>8.1f}"


def run(asked: dict[str, str]) -> tuple[float, float, float]:
    """Milliseconds of query, facets and the whole answer."""

    def best() -> None:
        with bounded():
            search_of(asked)[1].best(counts, Place(), PAGE)

    def facets() -> None:
        with bounded():
            search.counts()

    search = search_of(asked)[1]
    with bounded():
        counts = search.counts()
    return (
        measure(best),
        measure(facets),
        measure(lambda: answer(asked, "relevance", Place(), PAGE)),
    )


def report(many: int, rounds: int) -> None:
    print(f"{'median and 95th percentile, ms':32}{'query':>17}{'facets':>17}{'answer':>17}")
    every: list[tuple[float, float, float]] = []
    for name, lines in questions(many).items():
        for asked in lines:
            run(asked)
        times = [run(asked) for _ in range(rounds) for asked in lines]
        every += times
        print(
            f"{name:32}" + "".join(percentiles(list(part)) for part in zip(*times, strict=True)),
            flush=True,
        )
    print(f"{'all':32}" + "".join(percentiles(list(part)) for part in zip(*every, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=0, help="of a base made up for this")
    parser.add_argument("--keep", action="store_true", help="that base, for the next time")
    parser.add_argument("--many", type=int, default=20, help="questions of each sort")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    documents, keep = options.documents, options.keep
    with made_up(documents, keep=keep) if documents else contextlib.nullcontext():
        report(options.many, options.rounds)


if __name__ == "__main__":
    main()
