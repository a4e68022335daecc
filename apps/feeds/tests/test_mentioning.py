"""Entries and the records they mention, as they are stored."""

import pytest
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.feeds.mentioning import mention
from apps.feeds.models import Entry, Mention
from tests import factories as make
from tests.factories import feeds as feed_make

pytestmark = pytest.mark.django_db


def entry(content: str, **fields: object) -> Entry:
    made: Entry = feed_make.EntryFactory(content=content, **fields)
    return made


def link(url: str) -> str:
    return f'<p>See <a href="{url}">this</a>.</p>'


def mentioned(*entries: Entry) -> set[tuple[str, str]]:
    mention(entries)
    return {(str(row.record), row.how) for row in Mention.objects.filter(entry__in=entries)}


@pytest.mark.parametrize(
    "url",
    [
        "https://youtu.be/tV0E9JAjmGA",
        "http://www.youtube.com/watch?v=tV0E9JAjmGA&feature=share",
        "https://www.youtube.com/embed/tV0E9JAjmGA",
    ],
)
def test_a_link_to_the_recording_of_a_talk(url: str) -> None:
    talk = make.SessionFactory(title="Quipus")
    make.RecordingFactory(session=talk, url="https://www.youtube.com/watch?v=tV0E9JAjmGA")

    assert mentioned(entry(link(url))) == {("Quipus", "link")}


def test_links_to_pages_of_this_site(settings: Settings) -> None:
    person = make.PersonFactory(name="Пан Элист", slug="пан")
    talk = make.SessionFactory(title="Quipus", event__title="Conference")
    make.SessionFactory(title="Another")
    site = settings.SITE_URL
    pages = "".join(
        link(site + row.get_absolute_url()) for row in (talk, talk.event, person)
    ) + link(f"{site}/people/nobody/")

    assert mentioned(entry(pages)) == {
        ("Quipus", "link"),
        ("Conference", "link"),
        ("Пан Элист", "link"),
    }


def test_links_to_sites_and_to_the_index() -> None:
    make.EventFactory(title="Conference", url="https://conf.example.org/2013/")
    make.PersonFactory(name="Grace", url="http://grace.example.org")
    make.PackageFactory(name="Quipu", url="https://github.com/inca/Quipu")
    make.PackageFactory(name="Knot")

    assert mentioned(
        entry(
            link("http://conf.example.org/2013")
            + link("https://www.grace.example.org/")
            + link("https://github.com/inca/quipu/pull/3")
            + link("https://pypi.org/project/knot/")
        )
    ) == {("Conference", "link"), ("Grace", "link"), ("Quipu", "link"), ("Knot", "link")}


def test_names_that_are_known() -> None:
    grace = make.PersonFactory(name="Grace Hopper")
    make.PersonNameFactory(person=grace, name="Grace B. Murray Hopper")
    make.PackageFactory(name="django-taggit")
    make.PackageFactory(name="requests")

    assert mentioned(entry("<p>Grace B. Murray Hopper on django-taggit and requests</p>")) == {
        ("Grace Hopper", "name"),
        ("django-taggit", "name"),
    }


def test_a_link_says_more_than_a_name() -> None:
    make.PersonFactory(name="Grace Hopper", url="https://grace.example.org/")

    assert mentioned(entry(link("https://grace.example.org/") + "<p>Grace Hopper</p>")) == {
        ("Grace Hopper", "link")
    }


def test_what_is_doubtful_is_left_out() -> None:
    make.PersonFactory(name="Jane Doe", slug="jane-1")
    make.PersonFactory(name="Jane Doe", slug="jane-2")
    make.PersonFactory(name="Grace")
    for year in (2012, 2013):
        make.EventFactory(title=f"Conf {year}", url="https://conf.example.org/")
    shared = "https://video.example.org/day-1"
    make.RecordingFactory(url=shared)
    make.RecordingFactory(url=shared)

    text = f"<p>Jane Doe and Grace</p>{link('https://conf.example.org/')}{link(shared)}"
    assert mentioned(entry(text)) == set()


def test_what_is_not_public_is_not_mentioned() -> None:
    make.EventFactory(url="https://conf.example.org/", state="draft")
    draft = make.SessionFactory(state="draft")
    make.RecordingFactory(session=draft, url="https://video.example.org/1")

    text = link("https://conf.example.org/") + link("https://video.example.org/1")
    assert mentioned(entry(text)) == set()


def test_nobody_mentions_themselves() -> None:
    author = make.PersonFactory(name="Grace Hopper", url="https://grace.example.org/")
    owner = make.PersonFactory(name="Olga Owner")
    text = "<p>By Grace Hopper, for Olga Owner</p>" + link("https://grace.example.org/about/..")

    assert mentioned(entry(text, author=author, feed__owner=owner)) == set()


def test_done_again_it_changes_nothing_and_follows_an_edit() -> None:
    make.PersonFactory(name="Grace Hopper")
    make.PersonFactory(name="Ada Lovelace")
    one = entry("<p>Grace Hopper</p>")

    assert mention([one]) == 1
    assert mention([one]) == 0
    one.content = "<p>Ada Lovelace</p>"
    assert mention([one]) == 2
    assert mentioned(one) == {("Ada Lovelace", "name")}


def test_a_hundred_entries_cost_as_many_queries_as_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    feed = feed_make.FeedFactory()
    people = [make.PersonFactory(name=f"Grace {chr(65 + n)}opper{n}x") for n in range(20)]
    many = [entry(f"<p>{p.name}</p>{link('https://example.org/')}", feed=feed) for p in people * 5]

    with django_assert_max_num_queries(13):
        mention(many)
    assert mention([]) == 0
