"""Clients that still know a merged record by its old slug: in filters of lists, and in writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.catalog import merging, serving
from apps.catalog.publishing import publish
from apps.core.models import Topic
from apps.events.models import Session
from apps.people.models import ApiToken, User
from tests.factories import EventFactory, PersonFactory, SessionFactory
from tests.factories.reviews import BookFactory
from tests.merging.conftest import Spellings

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    serving.forget()


@pytest.fixture
def merged(spellings: Spellings) -> Spellings:
    """All three are Jacob now, the last one by way of the second."""
    merging.merge(spellings.short, [spellings.initial])
    merging.merge(spellings.jacob, [spellings.short])
    return spellings


def test_a_list_of_an_old_slug_is_the_survivors(merged: Spellings) -> None:
    old = Client().get(f"{TALKS}?speaker={merged.initial.slug}&limit=2").json()
    now = Client().get(f"{TALKS}?speaker={merged.jacob.slug}&limit=2").json()
    assert old == now
    assert now["count"] == 4
    assert f"speaker={merged.jacob.slug}" in old["next"]


def test_a_role_still_narrows_it(merged: Spellings) -> None:
    url = f"{TALKS}?speaker={merged.short.slug}&role=panelist"
    (panel,) = Client().get(url).json()["results"]
    assert panel["id"] == merged.panel.pk


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_so_is_a_stream_of_it(merged: Spellings, form: str) -> None:
    def lines(slug: str) -> list[bytes]:
        answer: Any = Client().get(f"{TALKS}?speaker={slug}&format={form}")
        return b"".join(answer).splitlines()

    assert lines(merged.short.slug) == lines(merged.jacob.slug)
    assert len(lines(merged.short.slug)) >= 4


def test_a_list_of_an_old_topic_too() -> None:
    talk = SessionFactory(title="Routes", topics=["Web"])
    publish(talk, SessionFactory(title="Views", topics=["Webdev"]))
    web, webdev = Topic.objects.get(name="Web"), Topic.objects.get(name="Webdev")
    merging.merge(web, [webdev])
    found = Client().get(f"{TALKS}?topic={webdev.slug}").json()
    assert {each["title"] for each in found["results"]} == {"Routes", "Views"}


def test_undone_each_has_its_own_again(spellings: Spellings) -> None:
    (merge,) = merging.merge(spellings.jacob, [spellings.initial])
    url = f"{TALKS}?speaker={spellings.initial.slug}"
    assert Client().get(url).json()["count"] == 3
    merging.undo(merge)
    assert [each["title"] for each in Client().get(url).json()["results"]] == [
        "Talk of J. Kaplan-Moss"
    ]


def test_only_a_list_of_nothing_asks_what_the_slug_was(merged: Spellings) -> None:
    def questions(slug: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            Client().get(f"{TALKS}?speaker={slug}")
        return len(asked)

    assert questions(merged.jacob.slug) == 2  # page with its version, count
    assert questions("nobody") == 5  # page, version, page again, what the slug was, count


def test_a_slug_of_nobody_gives_an_empty_list(merged: Spellings) -> None:
    found = Client().get(f"{TALKS}?speaker=nobody&topic=nothing").json()
    assert (found["count"], found["results"], found["next"]) == (0, [], None)


def test_an_old_etag_hides_no_merge(spellings: Spellings) -> None:
    """Nobody of that name was in a talk, so that merging it touches none."""
    unheard = PersonFactory(name="J. K. Moss")
    publish(unheard)
    urls = [f"{TALKS}?speaker={unheard.slug}", f"/talks/feed.atom?speaker={unheard.slug}"]
    empty = {url: Client().get(url)["ETag"] for url in urls}

    def talks_since() -> list[int]:
        answers = [Client().get(url, headers={"If-None-Match": empty[url]}) for url in urls]
        return [answer.content.count(b"Talk of Jacob") for answer in answers]

    assert talks_since() == [0, 0]
    (merge,) = merging.merge(spellings.jacob, [unheard])
    assert min(talks_since()) >= 1
    known = Client().get(urls[0])["ETag"]
    merging.undo(merge)
    undone = Client().get(urls[0], headers={"If-None-Match": known})
    assert (undone.status_code, undone.json()["count"]) == (200, 0)


def test_an_old_etag_hides_no_merge_of_topics() -> None:
    publish(SessionFactory(title="Routes", topics=["Web"]), BookFactory(topics=["Webdev"]))
    web, webdev = Topic.objects.get(name="Web"), Topic.objects.get(name="Webdev")
    url = f"{TALKS}?topic={webdev.slug}"
    empty = Client().get(url)
    assert empty.json()["count"] == 0
    merging.merge(web, [webdev])
    assert Client().get(url, headers={"If-None-Match": empty["ETag"]}).json()["count"] == 1


def test_readers_lists_follow_too(merged: Spellings) -> None:
    page = Client().get(f"/talks/?speaker={merged.initial.slug}")
    assert page.context["narrowed"].count == 4
    assert page.context["narrowed"].chosen == {"speaker": merged.jacob.slug}
    feed = Client().get(f"/talks/feed.atom?speaker={merged.initial.slug}")
    assert feed.content.count(b"<entry>") == 4


def test_so_do_calendars() -> None:
    publish(
        EventFactory(title="PyCon Webland", starts_on="2013-07-05", topics=["Web"]),
        EventFactory(title="Webdev Days", starts_on="2013-07-06", topics=["Webdev"]),
    )
    merging.merge(Topic.objects.get(name="Web"), [Topic.objects.get(name="Webdev")])
    calendar = Client().get("/events.ics?topic=webdev").content
    assert calendar.count(b"BEGIN:VEVENT") == 2


def write(**fields: Any) -> Any:
    user = User.objects.create_superuser("ada")
    _, token = ApiToken.objects.create(
        user=user, name="script", scopes=["talks"], expiry=timedelta(days=1)
    )
    return Client().post(
        TALKS, fields, "application/json", headers={"Authorization": f"Bearer {token}"}
    )


def test_a_talk_written_with_an_old_slug_is_the_survivors(merged: Spellings) -> None:
    event = EventFactory()
    publish(event)
    speakers = [{"slug": merged.initial.slug, "role": "speaker"}]
    answer = write(title="New", event=event.slug, speakers=speakers, state="published")
    assert answer.status_code == 201
    assert [each["slug"] for each in answer.json()["speakers"]] == [merged.jacob.slug]
    assert Session.objects.get(title="New").appearances.get().person == merged.jacob


@pytest.mark.parametrize("slug", ["nobody", 5, None, "a\0b"])
def test_a_slug_of_nobody_is_refused_in_a_write(merged: Spellings, slug: Any) -> None:
    event = EventFactory()
    answer = write(title="New", event=event.slug, speakers=[{"slug": slug, "role": "speaker"}])
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["name"] == "speakers.0.slug"
