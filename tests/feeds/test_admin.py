"""What editors do with feeds in the admin, and that readers see it at once."""

from typing import Any

import pytest
from django.test import Client

from apps.catalog.checking import differences
from apps.catalog.publishing import publish
from apps.feeds.models import Entry, Feed, Suggestion
from tests import factories as make
from tests.factories import feeds as feed_make

pytestmark = pytest.mark.django_db


def act(client: Client, model: str, action: str, *rows: Any) -> str:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    response = client.post(f"/admin/feeds/{model}/", chosen, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("action", "status"), [("quarantine", "quarantined"), ("retire", "retired")]
)
def test_a_feed_is_stopped_and_resumed(action: str, status: str, admin_client: Client) -> None:
    feed = feed_make.FeedFactory(failures=3, crashes=2)
    publish(feed)

    act(admin_client, "feed", action, feed)
    assert Feed.objects.get(pk=feed.pk).status == status
    assert not Feed.objects.active().exists()
    assert "An editor has" in Client().get(feed.get_absolute_url()).content.decode()
    act(admin_client, "feed", "resume", feed)
    feed.refresh_from_db()
    assert (feed.status, feed.failures, feed.crashes) == ("active", 0, 0)
    assert feed.revisions().count() == 2
    assert list(differences()) == []


def test_fetch_now_makes_a_feed_due(admin_client: Client) -> None:
    feed = feed_make.FeedFactory(next_at=feed_make.NOON.replace(year=2099))
    retired = feed_make.FeedFactory(status="retired")

    assert "1 due now" in act(admin_client, "feed", "fetch_now", feed, retired)
    assert Feed.objects.get(pk=feed.pk).next_at.year < 2099


def test_what_is_suggested_is_not_taken_by_the_way(admin_client: Client) -> None:
    suggestion = feed_make.SuggestionFactory()

    assert "0 changed" in act(admin_client, "feed", "resume", suggestion.feed)
    assert "is on the planet" in act(admin_client, "suggestion", "approve", suggestion)
    assert "decided meanwhile" in act(admin_client, "suggestion", "approve", suggestion)
    assert Suggestion.objects.get().decision == "accepted"
    assert Feed.objects.active().count() == 1


def test_an_entry_is_withdrawn(admin_client: Client) -> None:
    entry = feed_make.EntryFactory()
    publish(entry)

    act(admin_client, "entry", "withdraw", entry)
    assert Client().get(entry.get_absolute_url()).status_code == 410
    assert Entry.objects.get().state == "withdrawn"


@pytest.mark.parametrize("model", ["feed", "entry", "fetch", "suggestion"])
def test_lists_and_forms_answer(model: str, admin_client: Client) -> None:
    feed = feed_make.FeedFactory(last_error="Nothing there")
    entry = feed_make.EntryFactory(feed=feed)
    feed_make.MentionFactory(entry=entry, event=make.EventFactory())
    rows = {
        "feed": feed,
        "entry": entry,
        "fetch": feed_make.FetchFactory(feed=feed),
        "suggestion": feed_make.SuggestionFactory(),
    }
    for path in ("", "?q=blog", f"{rows[model].pk}/change/"):
        assert admin_client.get(f"/admin/feeds/{model}/{path}").status_code == 200
    assert admin_client.get("/admin/feeds/feed/?health=failing").status_code == 200


FIELDS = ("title", "slug", "summary", "url", "site_url", "language", "state", "status")
VALIDATORS = ("etag", "last_modified", "body_hash")


@pytest.mark.parametrize(
    ("changed", "kept"),
    [({"words_unwanted": "sponsored"}, False), ({"tags_wanted": "python"}, False), ({}, True)],
)
def test_other_filters_ask_for_the_whole_feed_again(
    changed: dict[str, str], kept: bool, admin_client: Client
) -> None:
    known = {"etag": '"1"', "last_modified": "Sun", "body_hash": "ab"}
    feed = feed_make.FeedFactory(language="en", **known)
    form = {name: getattr(feed, name) for name in FIELDS} | {"daily_limit": 5} | changed
    for prefix in formsets(admin_client, feed):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    response = admin_client.post(f"/admin/feeds/feed/{feed.pk}/change/", form)
    assert response.status_code == 302, response.context["errors"]
    feed.refresh_from_db()
    assert {name: getattr(feed, name) for name in VALIDATORS} == (
        known if kept else dict.fromkeys(VALIDATORS, "")
    )


def formsets(client: Client, feed: Feed) -> list[str]:
    page = client.get(f"/admin/feeds/feed/{feed.pk}/change/")
    return [each.formset.prefix for each in page.context["inline_admin_formsets"]]
