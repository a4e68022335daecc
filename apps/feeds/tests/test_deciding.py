"""Which entry is which, and where new ones go: nothing that has a place ever moves."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.feeds.deciding import (
    Filter,
    Found,
    Known,
    Place,
    identified,
    link_key,
    matched,
    placed,
    rationed,
    silent_since,
)
from apps.feeds.parsing import Enclosure, ParsedEntry

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEARS_AGO = NOW - timedelta(days=900)


def post(n: int, **fields: object) -> ParsedEntry:
    made = ParsedEntry(
        guid=f"guid-{n}",
        link=f"https://blog.example.org/{n}",
        title=f"Post {n}",
        raw_content=f"Text {n}",
        published=NOW - timedelta(days=10 * n),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


@dataclass
class Shelf:
    """What is stored of a feed, and how a document changes that."""

    known: dict[int, Known] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)

    def take(self, *entries: ParsedEntry, now: datetime = NOW) -> list[Found]:
        found = matched(entries, self.known.values())
        places = placed(found, now, is_first=not self.known)
        for each in reversed(found):
            pk = each.known.pk if each.known else len(self.known) + 1
            self.known[pk] = known(pk, each.key, each.entry)
            if each.is_new:
                self.places[pk] = places[each.key]
        return found


def known(pk: int, key: str, entry: ParsedEntry) -> Known:
    return Known(
        pk,
        key,
        entry.guid,
        link_key(entry.link),
        entry.text_key,
        entry.hash,
        entry.title,
        entry.published,
    )


@pytest.fixture
def shelf() -> Shelf:
    """Holds posts 1 to 3, read once."""
    shelf = Shelf()
    shelf.take(post(1), post(2), post(3))
    return shelf


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "another"},
        {"link": "https://blog.example.org/another"},
        {"title": "Another"},
        {"raw_content": "Another"},
        {"raw_summary": "Another"},
        {"raw_summary": "Text 1"},
        {"authors": ("Another",)},
        {"tags": ("another",)},
        {"published": NOW},
        {"updated": NOW},
        {"language": "eo"},
        {"enclosures": (Enclosure("https://blog.example.org/1.mp3"),)},
    ],
)
def test_any_change_of_an_entry_is_seen(change: dict[str, object]) -> None:
    assert post(1).hash == post(1).hash != post(1, **change).hash


# Identity


@pytest.mark.parametrize(
    "again",
    [
        post(2, guid="changed"),
        post(2, guid="changed", link="https://blog.example.org/2/"),
        post(2, link="https://moved.example.org/2", raw_content="Edited"),
        post(2, guid="", title="Edited", raw_content="Edited"),
        post(2, guid="changed", link="https://moved.example.org/2"),
        post(2, guid="c", link="https://m.example.org/2", raw_content="Other markup"),
    ],
    ids=["guid", "slash", "link and text", "no guid", "guid and link", "all but title and date"],
)
def test_an_entry_is_known_again_when_only_part_of_it_changed(
    shelf: Shelf, again: ParsedEntry
) -> None:
    found = shelf.take(post(1), again, post(3))
    assert not [each for each in found if each.is_new]
    assert len(shelf.known) == 3


def test_an_entry_with_everything_changed_is_another_one(shelf: Shelf) -> None:
    other = ParsedEntry("new", "https://blog.example.org/new", "New", "Words", published=NOW)
    assert [each.is_new for each in shelf.take(other, post(1))] == [True, False]


def test_entries_that_share_a_guid_stay_apart() -> None:
    shelf = Shelf()
    one, two = post(1, guid="same"), post(2, guid="same")
    shelf.take(one)
    shelf.take(two, one)
    found = shelf.take(post(3, guid="same"), two, one)
    assert [each.is_new for each in found] == [True, False, False]
    assert len(shelf.known) == 3


def test_the_same_entry_twice_in_a_document_is_one() -> None:
    assert len(identified([post(1), post(1), post(2)])) == 2


def test_entries_that_all_lead_to_one_place_stay_apart() -> None:
    """Links to the front page tell nothing."""
    shelf = Shelf()
    home = "https://blog.example.org/"
    shelf.take(post(1, link=home), post(2, link=home))
    found = shelf.take(post(3, link=home), post(1, link=home))
    assert [each.is_new for each in found] == [True, False]


def test_one_entry_that_leads_to_the_front_page_is_not_the_one_before_it() -> None:
    one = post(1, link="https://blog.example.org/")
    found = matched([post(2, link="http://blog.example.org")], [known(1, "k", one)],
                    "https://blog.example.org/")  # fmt: skip
    assert found[0].is_new


def test_without_guids_links_tell_entries_apart() -> None:
    shelf = Shelf()
    shelf.take(post(1, guid=""), post(2, guid=""))
    (first, _) = shelf.take(post(1, guid="", raw_content="Edited"), post(2, guid=""))
    assert first.is_edited


def test_with_nothing_but_text_the_text_is_what_it_is() -> None:
    shelf = Shelf()
    bare = {"guid": "", "link": ""}
    shelf.take(post(1, **bare), post(2, **bare))
    found = shelf.take(post(3, **bare), post(1, **bare), post(2, **bare))
    assert [each.is_new for each in found] == [True, False, False]


def test_only_another_text_is_an_edit(shelf: Shelf) -> None:
    (tagged, rewritten, same) = shelf.take(
        post(1, tags=("python",)), post(2, raw_content="Better"), post(3)
    )
    assert (tagged.is_changed, tagged.is_edited) == (True, False)
    assert (rewritten.is_changed, rewritten.is_edited) == (True, True)
    assert not same.is_changed


# Places


def test_the_first_time_entries_are_filed_under_their_own_dates(shelf: Shelf) -> None:
    dates = {place.at for place in shelf.places.values()}
    assert dates == {NOW - timedelta(days=10 * n) for n in (1, 2, 3)}


def test_news_goes_to_the_top_when_it_is_seen(shelf: Shelf) -> None:
    shelf.take(post(0, published=NOW - timedelta(hours=30)), post(1))
    assert shelf.places[4] == Place(NOW)


@pytest.mark.parametrize("published", [YEARS_AGO, NOW - timedelta(days=3)])
def test_old_entries_that_turn_up_are_filed_under_their_dates(
    shelf: Shelf, published: datetime
) -> None:
    shelf.take(post(0, published=published), post(1))
    assert shelf.places[4] == Place(published)


def test_a_date_in_the_future_pins_nothing_to_the_top(shelf: Shelf) -> None:
    tomorrow, next_year = NOW + timedelta(hours=20), NOW + timedelta(days=365)
    shelf.take(post(1), post(7, published=next_year), post(8, published=tomorrow))
    assert not shelf.places[5].on_river  # a year ahead: undated, and below what was there
    assert shelf.places[4].at == NOW  # a clock that is wrong by hours
    first = Shelf()
    first.take(post(7, published=next_year), post(1))
    assert first.places[2].at <= NOW
    assert not first.places[2].on_river


def test_undated_entries_are_news_above_what_was_there_and_nowhere_else(shelf: Shelf) -> None:
    shelf.take(post(8, published=None), post(1), post(9, published=None))
    assert shelf.places[5] == Place(NOW)
    assert not shelf.places[4].on_river


def test_the_first_time_undated_entries_are_beside_the_river() -> None:
    shelf = Shelf()
    shelf.take(post(1, published=None), post(2), post(3, published=None))
    by_title = {shelf.known[pk].title: place for pk, place in shelf.places.items()}
    assert [by_title[f"Post {n}"].on_river for n in (1, 2, 3)] == [False, True, False]
    assert len({place.at for place in by_title.values()}) == 1


def test_a_site_that_moved_and_dated_everything_today_shows_nothing_as_new(shelf: Shelf) -> None:
    moved = [
        ParsedEntry(f"n{n}", f"https://new.example.org/{n}", f"Post {n}", f"<p>{n}", published=NOW)
        for n in range(1, 9)
    ]
    shelf.take(*moved)
    assert not [pk for pk, place in shelf.places.items() if pk > 3 and place.on_river]


def test_a_busy_feed_of_which_nothing_known_is_left_goes_on() -> None:
    """Between two visits it wrote more than a document holds."""
    shelf = Shelf()
    shelf.take(post(1), post(2), post(3))
    busy = [post(n, published=NOW - timedelta(minutes=40 * n)) for n in range(10, 16)]
    shelf.take(*busy)
    assert all(place.on_river for place in shelf.places.values())


def test_a_flood_leaves_the_river_to_others() -> None:
    places = {str(n): Place(NOW) for n in range(40)}
    shown = rationed(places, {NOW.date(): 2}, 5)
    assert [key for key, place in shown.items() if place.on_river] == ["0", "1", "2"]
    assert len(shown) == 40


entries = st.builds(
    lambda n, guid, link, text, days: ParsedEntry(
        guid=f"g{n}" * guid,
        link=f"https://e.org/{n}" * link,
        title=f"T{n}",
        raw_content=f"{n} {text}",
        published=None if days is None else NOW - timedelta(days=days),
    ),
    st.integers(0, 8),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(-400, 4000)),
)


@given(st.lists(st.lists(entries, max_size=8), min_size=1, max_size=6))
def test_whatever_a_feed_says_no_place_changes_and_none_is_in_the_future(
    documents: list[list[ParsedEntry]],
) -> None:
    shelf = Shelf()
    for day, document in enumerate(documents):
        now = NOW + timedelta(days=day)
        before = dict(shelf.places)
        shelf.take(*document, now=now)
        assert {pk: shelf.places[pk] for pk in before} == before
        assert all(place.at <= now for place in shelf.places.values())


@given(st.lists(entries, max_size=10), st.randoms())
def test_the_same_document_again_in_any_order_has_nothing_new(
    document: list[ParsedEntry], chance: "object"
) -> None:
    shelf = Shelf()
    shelf.take(*document)
    again = list(document)
    chance.shuffle(again)  # type: ignore[attr-defined]
    found = shelf.take(*again)
    distinct = Counter(each.key for each in found)
    assert not [each for each in found if each.is_new and distinct[each.key] > 1]
    assert [each for each in shelf.take(*document) if each.is_new] == []


@given(
    st.lists(st.builds(Place, st.datetimes(timezones=st.just(UTC))), max_size=40),
    st.integers(0, 5),
)
def test_no_day_has_more_of_a_feed_than_its_share(places: list[Place], limit: int) -> None:
    shown = rationed({str(n): place for n, place in enumerate(places)}, {}, limit)
    days = Counter(place.at.date() for place in shown.values() if place.on_river)
    assert all(count <= limit for count in days.values())


# Filters, silence


@pytest.mark.parametrize(
    ("chosen", "takes"),
    [
        (Filter(), True),
        (Filter(tags=["PYTHON"]), True),
        (Filter(tags=["ruby"]), False),
        (Filter(words=["asyncio"]), True),
        (Filter(words=["async"]), False),
        (Filter(tags=["ruby"], words=["asyncio"]), True),
        (Filter(unwanted=["asyncio"]), False),
        (Filter(tags=["python"], unwanted=["asyncio"]), False),
        (Filter(words=["href"]), False),
    ],
)
def test_a_filter_takes_whole_words_and_tags(chosen: Filter, takes: bool) -> None:
    entry = post(1, tags=("Python",), raw_content='On <a href="/x">Asyncio</a>.')
    assert chosen.takes(entry) is takes


def test_a_feed_is_silent_after_180_days() -> None:
    half_a_year = timedelta(days=180)
    assert silent_since(NOW - timedelta(days=179), NOW, half_a_year) is None
    since = silent_since(NOW - timedelta(days=200), NOW, half_a_year)
    assert since == NOW - timedelta(days=20)
