"""A feed is suggested, chosen, decided on and withdrawn, as people do it on the site."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from urllib3 import HTTPHeaderDict

from apps.catalog.checking import differences
from apps.core.outbound import Response, Unreachable
from apps.feeds import discovering, limiting, suggesting
from apps.feeds.models import Entry, Feed, Suggestion
from apps.people.models import User
from tests import factories as make
from tests.factories import feeds as feed_make
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

SUGGEST = "/feeds/suggest/"
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>Grace writes</title><link href="https://grace.example.org/"/><id>x</id><updated>2026-01-01T00:00:00Z</updated></feed>"""
HTML = b"""<html><head><base href="/blog/"><link rel="alternate" type="application/atom+xml"
 title="All &amp; more" href="feed.xml"><link rel=ALTERNATE type="application/rss+xml; charset=x"
 href="https://grace.example.org/rss"><link rel="alternate" type="application/rss+xml"
 href="javascript:alert(1)"><link rel="alternate" hreflang="de" href="/de/"></head></html>"""

Web = Callable[..., None]


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the world outside answers, by address; everything else does not answer."""
    pages: dict[str, Any] = {
        "https://grace.example.org/": (200, HTML, "text/html"),
        "https://grace.example.org/blog/feed.xml": (200, ATOM, "application/atom+xml"),
        "https://bare.example.org/": (200, b"<title>Nothing</title>", "text/html"),
        "https://gone.example.org/": (404, b"", "text/html"),
    }

    def fetch(url: str) -> Response:
        if url not in pages:
            raise Unreachable("No such host")
        status, body, kind = pages[url]
        return Response(status, url, HTTPHeaderDict({"content-type": kind}), body, ())

    monkeypatch.setattr(discovering, "fetch", fetch)
    return pages


@pytest.fixture
def reader(client: Client) -> User:
    user = make.UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def editor() -> Client:
    user = make.UserFactory(username="edith")
    user.groups.add(Group.objects.get(name="editor"))
    client = Client()
    client.force_login(user)
    return client


def suggested(by: User | None = None, **fields: Any) -> Suggestion:
    url = "https://grace.example.org/blog/feed.xml"
    return suggesting.suggest(suggesting.Asked(url=url, by=by, **fields))


def test_the_feeds_of_a_site_are_shown_for_choice(web: Any, client: Client) -> None:
    page = Page(client.post(SUGGEST, {"address": "grace.example.org/"}))
    choices = page.all("input", type="radio")

    assert [each.get("value") for each in choices] == [
        "https://grace.example.org/blog/feed.xml",
        "https://grace.example.org/rss",
    ]
    assert "All & more" in page.main
    assert page.faults == []


def test_the_address_of_a_feed_is_its_own_choice(web: Any, client: Client) -> None:
    page = Page(client.post(SUGGEST, {"address": "https://grace.example.org/blog/feed.xml#top"}))

    assert "Grace writes" in page.main
    assert page.one("input", type="radio").get("value").endswith("feed.xml")


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("", "required"),
        ("https://bare.example.org/", "names no feed"),
        ("https://gone.example.org/", "answered with 404"),
        ("https://silent.example.org/", "No such host"),
        ("ftp://grace.example.org/", "ftp"),
        ("http://user:secret@grace.example.org/", "user"),
        ("javascript:alert(1)", "javascript"),
        ("x" * 1200, "at most 1000"),
    ],
)
def test_what_has_no_feed_is_explained(
    address: str, complaint: str, web: Any, client: Client
) -> None:
    response = client.post(SUGGEST, {"address": address})

    assert response.status_code == 400
    assert complaint in Page(response).main


@pytest.mark.parametrize("part", ["<base href='a/'>", "<a", "<!--", "<a href='", "</", "<?"])
def test_no_page_keeps_who_looks_for_feeds_busy(part: str, web: Any) -> None:
    page = f"<html><link rel=alternate type='application/rss+xml' href='/f'>{part * 60_000}"
    web["https://slow.example.org/"] = (200, page.encode(), "text/html")
    began = time.thread_time()

    (found,) = discovering.discover("https://slow.example.org/")

    assert found.url == "https://slow.example.org/f"
    assert time.thread_time() - began < 2


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/"],
)
def test_nothing_inside_is_asked(address: str, client: Client) -> None:
    """No answer is made up here: the real client refuses."""
    response = client.post(SUGGEST, {"address": address})

    assert response.status_code == 400
    said = Page(response).main
    assert "is not on the public Internet" in said or "not one we fetch from" in said


def test_asking_too_often_is_refused(
    web: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "WINDOW", 10**9)  # no minute ends in between
    answers = [client.post(SUGGEST, {"address": "grace.example.org"}) for _ in range(9)]

    assert answers[-1].status_code == 429
    assert "wait a little" in Page(answers[-1]).main
    elsewhere = client.post(SUGGEST, {"address": "grace.example.org/"}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200


def test_a_suggestion_waits_and_is_not_public(web: Any, reader: User, client: Client) -> None:
    chosen = {"url": "https://grace.example.org/blog/feed.xml", "is_owner": "on", "note": "Mine"}
    response = client.post(SUGGEST, chosen, follow=True)
    suggestion = Suggestion.objects.get()

    assert "waits for an editor" in Page(response).main
    assert (suggestion.by, suggestion.is_owner, suggestion.note) == (reader, True, "Mine")
    assert (suggestion.feed.title, suggestion.feed.state) == ("Grace writes", "draft")
    assert "Grace writes" not in Page(client.get("/feeds/")).main
    assert client.get(suggestion.feed.get_absolute_url()).status_code == 404


def test_nobody_needs_an_account_to_suggest(web: Any, client: Client) -> None:
    chosen = {"url": "https://grace.example.org/blog/feed.xml"}
    page = Page(client.post(SUGGEST, chosen, follow=True))

    assert "Thank you" in page.main
    assert Suggestion.objects.get().by is None


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("https://bare.example.org/", "cannot be read as a feed"),
        ("http://127.0.0.1/", ""),
        ("https://silent.example.org/", "No such host"),
    ],
)
def test_only_a_feed_can_be_suggested(url: str, complaint: str, web: Any, client: Client) -> None:
    response = client.post(SUGGEST, {"url": url, "note": "as I typed it"})

    assert response.status_code == 400
    assert complaint in Page(response).main
    assert "as I typed it" in response.content.decode()
    assert not Feed.objects.exists()


def test_a_feed_is_suggested_once(web: Any, client: Client) -> None:
    suggestion = suggested()
    chosen = {"url": "http://grace.example.org/blog/feed.xml/"}
    assert "waits for an editor already" in Page(client.post(SUGGEST, chosen)).main

    suggesting.refuse(suggestion, None, "Off topic.")
    assert "declined this feed: Off topic." in Page(client.post(SUGGEST, chosen)).main
    Feed.objects.update(state="published", status="active")
    assert "reads this feed already" in Page(client.post(SUGGEST, chosen)).main
    Feed.objects.update(state="withdrawn")
    assert "was withdrawn here" in Page(client.post(SUGGEST, chosen)).main


def test_the_queue_cannot_be_flooded(web: Any, reader: User) -> None:
    for _ in range(suggesting.MOST_WAITING):
        feed_make.SuggestionFactory(by=reader)
    with pytest.raises(suggesting.Refused, match="Too many"):
        suggested(by=reader)


def test_an_editor_accepts(web: Any, editor: Client) -> None:
    suggestion = suggested(note="About <b>quipus</b>")
    queue = editor.get("/feeds/suggestions/")
    assert "About <b>quipus</b>" in Page(queue).main
    assert "no-store" in queue["Cache-Control"]

    page = Page(
        editor.post(
            f"/feeds/suggestions/{suggestion.pk}/decide/", {"decision": "accept"}, follow=True
        )
    )
    assert "is on the planet from now on" in page.main
    assert "Grace writes" in Page(Client().get("/feeds/")).main
    assert Feed.objects.active().count() == 1
    assert list(differences()) == []


def test_declining_needs_a_reason_that_the_suggester_reads(
    web: Any, reader: User, client: Client, editor: Client
) -> None:
    suggestion = suggested(by=reader)
    address = f"/feeds/suggestions/{suggestion.pk}/decide/"
    refused = editor.post(address, {"decision": "decline", "reason": " "})
    assert refused.status_code == 400
    assert "Say why" in Page(refused).main
    assert Page(refused).faults == []

    editor.post(address, {"decision": "decline", "reason": "It is about gardens."})
    assert "It is about gardens." in Page(client.get("/feeds/suggestions/")).main
    again = Page(editor.post(address, {"decision": "accept"}, follow=True))
    assert "This was decided meanwhile: Refused" in again.main
    assert not Feed.objects.active().exists()


def test_only_editors_decide(web: Any, reader: User, client: Client) -> None:
    suggestion = suggested(by=reader)
    address = f"/feeds/suggestions/{suggestion.pk}/decide/"

    assert client.post(address, {"decision": "accept"}).status_code == 403
    assert Client().post(address, {"decision": "accept"}).status_code == 302
    assert Client().get("/feeds/suggestions/")["Location"].startswith("/sign-in/?next=")
    assert client.get(address).status_code == 405
    assert "To decide" not in Page(client.get("/feeds/suggestions/")).main


def test_whoever_suggested_it_withdraws_it(web: Any, reader: User, client: Client) -> None:
    suggestion = suggested(by=reader)
    page = Page(client.post(f"/feeds/suggestions/{suggestion.pk}/withdraw/", follow=True))

    assert "was withdrawn" in page.main
    assert suggested(by=reader).decision == "waiting"


def test_an_owner_takes_the_feed_off_with_its_entries(
    web: Any, reader: User, client: Client
) -> None:
    suggestion = suggested(by=reader, is_owner=True)
    suggesting.accept(suggestion, None)
    entry = feed_make.EntryFactory(feed=suggestion.feed)
    client.post(f"/feeds/suggestions/{suggestion.pk}/withdraw/")

    assert client.get(suggestion.feed.get_absolute_url()).status_code == 410
    assert not Entry.objects.published().filter(pk=entry.pk).exists()


def test_nobody_withdraws_what_is_not_theirs(web: Any, reader: User, client: Client) -> None:
    others = suggested(by=make.UserFactory())
    assert client.post(f"/feeds/suggestions/{others.pk}/withdraw/").status_code == 404

    mine = feed_make.SuggestionFactory(by=reader)
    suggesting.accept(mine, None)
    page = Page(client.post(f"/feeds/suggestions/{mine.pk}/withdraw/", follow=True))
    assert "can no longer be withdrawn" in page.main
    assert Feed.objects.get(pk=mine.feed_id).state == "published"


def test_forms_are_guarded_against_other_sites(web: Any) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(SUGGEST, {"address": "grace.example.org"}).status_code == 403
