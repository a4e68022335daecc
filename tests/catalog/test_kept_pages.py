"""Finished pages that a worker keeps: each answer is the one that would be made afresh."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from apps.catalog import publishing, serving
from apps.catalog.models import Version
from apps.events.models import Session
from apps.people.models import User
from tests.factories import AppearanceFactory, SessionFactory

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"
#: Query strings and headers that ask for different answers at what may be the same address
ASKED: list[tuple[str, dict[str, str]]] = [
    ("", {}),
    ("", {"Accept": "text/html"}),
    ("", {"Accept": "text/csv"}),
    ("", {"Host": "localhost"}),
    ("?limit=2", {}),
    ("?limit=2", {"Accept": "text/csv"}),
    ("?limit=2", {"Accept": "application/x-ndjson"}),
    ("?limit=2&format=csv", {}),
    ("?limit=2&page=2", {}),
    ("?limit=2&offset=1", {}),
    ("?limit=2&order=title", {}),
    ("?fields=title", {}),
    ("?fields=event(title)", {}),
    ("?expand=event", {}),
    ("?expand=event&fields=event(title,slug)", {}),
    ("?topic=testing", {}),
    ("?speaker=ada-lovelace", {}),
    ("?speaker=ada-lovelace&role=moderator", {}),
    ("?speaker=nobody", {}),
]


@pytest.fixture(autouse=True)
def _talks(settings: Any) -> Iterator[None]:
    settings.ALLOWED_HOSTS = ["*"]
    serving.forget()
    publishing.publish(
        *(SessionFactory(title=f"Talk {number}") for number in range(4)),
        SessionFactory(title="Fixtures", topics=["Testing"]),
        AppearanceFactory(person__name="Ada Lovelace", role="speaker").session,
        AppearanceFactory(person__name="Grace Hopper", role="moderator").session,
    )
    yield
    serving.forget()


def answer(client: Client, query: str, headers: dict[str, str]) -> tuple[bytes, str, str]:
    response: Any = client.get(TALKS + query, headers=headers)
    body = b"".join(response) if response.streaming else response.content
    return body, response.get("Link", ""), response["Content-Type"]


def test_what_is_kept_is_what_would_be_made() -> None:
    deep = Client().get(f"{TALKS}?limit=2").json()["next"].partition("?")[2]
    asked = [*ASKED, (f"?{deep}", {}), (f"?{deep}", {"Host": "localhost"})]
    afresh = []
    for query, headers in asked:
        serving.forget()
        afresh.append(answer(Client(), query, headers))
    serving.forget()
    for _ in range(2):
        assert [answer(Client(), *each) for each in asked] == afresh
    assert len({body for body, _, _ in afresh}) > len(asked) / 2


def test_who_asks_makes_no_difference() -> None:
    member = Client()
    member.force_login(User.objects.create_superuser("ada"))
    kept = answer(member, "?limit=2", {})
    assert answer(Client(), "?limit=2", {}) == kept


def test_a_fresh_page_has_the_validators_of_a_kept_one() -> None:
    for query, headers in ASKED:
        serving.forget()
        fresh, kept = (Client().get(TALKS + query, headers=headers) for _ in range(2))
        for name in ("ETag", "Last-Modified"):
            assert fresh[name] == kept[name], (query, headers)
        serving.forget()
        known = headers | {"If-None-Match": fresh["ETag"]}
        assert Client().get(TALKS + query, headers=known).status_code == 304, (query, headers)


def test_what_comes_while_a_page_is_made_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of nothing does not say its version; one asked for afterwards may be another's."""
    query = TALKS + "?topic=fresh"

    def publish_between(kind: str) -> Any:
        monkeypatch.undo()
        publishing.publish(SessionFactory(title="Just now", topics=["Fresh"]))
        return Version.of(kind)

    monkeypatch.setattr("apps.catalog.models.Version.of", publish_between)
    first = Client().get(query)
    again = Client().get(query, headers={"If-None-Match": first["ETag"]})
    shown = first.content if again.status_code == 304 else again.content
    assert b"Just now" in shown


def test_a_kept_page_ends_with_its_data() -> None:
    """Also where only what it opens up has changed."""
    for query in ("", "?expand=event"):
        assert b"Renamed" not in answer(Client(), query, {})[0]
    event = Session.objects.all()[0].event
    event.title = "Renamed"
    event.save()
    publishing.publish(event)
    for query in ("", "?expand=event"):
        assert b"Renamed" in answer(Client(), query, {})[0]


def test_addresses_count_for_what_is_kept() -> None:
    """Else long addresses of short pages would fill the memory, a page of nothing each."""
    pages = serving.PageCache(100_000)
    for number in range(1_000):
        pages.put(f"{number:04000}", "1", b"{}")
    assert len(pages.pages) * 4_000 < 100_000
    assert pages.get(f"{999:04000}", "1") == b"{}"
    assert pages.get(f"{999:04000}", "2") is None
