import pytest

from apps.mirror.importing.joining import Candidate, match, match_all, title_likeness
from apps.mirror.pyvideo.records import RecordingRecord, TalkRecord

URL = "https://youtu.be/abcdefghijk"
EVENT = "Snake Days 2013"


def record(
    title: str, *speakers: str, url: str = "https://youtu.be/ABCDEFGHIJK", stem: str = "one"
) -> TalkRecord:
    return TalkRecord(
        stem=stem,
        path=stem,
        slug=stem,
        title=title,
        kind="talk",
        speakers=speakers,
        recordings=(RecordingRecord(url, "youtube"),),
    )


def here(title: str, *speakers: str, pk: int = 1, urls: tuple[str, ...] = ()) -> Candidate:
    return Candidate(pk, title, speakers, frozenset(urls))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (record("Anything", url=URL), here("Else", urls=("youtube:abcdefghijk",))),
        (record("A state of REST.", "Curtis Maloney"), here("The State of REST", "Curtis Maloney")),
        (record("Testing snakes", "Alice Archer"), here("Testing the snakes", "Alice")),
        (record("Keynote: Snakes and us", "Dr. Bob Baker"), here("Snakes and us", "Bob Baker")),
        (record("Core Developer Panel"), here("Core developer panel", "Carol Cook")),
        (record("Snake Days Lightning Talks"), here("Lightning talks", "Dan", "Eve")),
    ],
)
def test_certain_matches_are_joined(said: TalkRecord, found: Candidate) -> None:
    assert match(said, [found, here("Something else", pk=2)], EVENT).joined == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (record("Testing snakes", "Alice Archer"), here("Testing snakes", "Bob Baker")),
        (record("Lightning talks, day one"), here("Lightning talks, day two")),
    ],
)
def test_doubtful_matches_are_told_and_not_joined(said: TalkRecord, found: Candidate) -> None:
    assert match(said, [found], EVENT) == (None, found)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (record("Testing snakes", "Alice Archer"), here("Feeding mice", "Alice Archer")),
        (record("Testing snakes", "Alice Archer"), here("Catching mice", "Bob Baker")),
        (record("Testing snakes"), here("Testing mice in the wild")),
    ],
)
def test_other_talks_are_left_alone(said: TalkRecord, found: Candidate) -> None:
    assert match(said, [found], EVENT) == (None, None)


def test_two_that_fit_equally_are_doubtful() -> None:
    twins = [here("Lightning talks", pk=1), here("Lightning talks", pk=2)]
    found = match(record("Lightning talks"), twins, EVENT)
    assert found.joined is None
    assert found.doubtful in twins


def test_one_talk_here_is_joined_with_one_record_only() -> None:
    only = here("Snakes", "Alice Archer", urls=("youtube:abcdefghijk",))
    talks = [
        record("Mice", "Alice Archer", url=URL, stem="a"),
        record("Snakes", "Alice Archer", url=URL, stem="b"),
    ]
    matches = match_all(talks, [only], EVENT)
    assert {stem: found.joined for stem, found in matches.items()} == {"a": None, "b": only}


def test_parts_of_one_talk_are_joined_with_the_whole() -> None:
    whole = here("Coroutines", "Dave", urls=("youtube:AAAAAAAAAAA", "youtube:BBBBBBBBBBB"))
    talks = [
        record("Coroutines (part 1 of 2)", "Dave", url="https://youtu.be/AAAAAAAAAAA", stem="a"),
        record("Coroutines (part 2 of 2)", "Dave", url="https://youtu.be/BBBBBBBBBBB", stem="b"),
    ]
    matches = match_all(talks, [whole], EVENT)
    assert [found.joined for found in matches.values()] == [whole, whole]


def test_words_of_the_events_title_do_not_make_talks_alike() -> None:
    assert title_likeness("Snake Days 2013 opening", "Snake Days 2013 closing", EVENT) < 0.9
    assert title_likeness("Snake Days", "Snake Days", EVENT) == 1
