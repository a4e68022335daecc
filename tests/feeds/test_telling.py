"""Who owns a feed hears that it is read no more: once, by mail and on a page."""

from smtplib import SMTPServerDisconnected
from typing import Any

import mock
import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from apps.feeds import tasks, telling
from apps.feeds.models import Feed, Suggestion
from apps.feeds.telling import tell_owners
from tests.factories import feeds as make
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

GONE = "Its host says that it is gone for good"
Mails = list[EmailMessage]


def suggestion(**fields: Any) -> Suggestion:
    """An accepted one of a feed that was retired, by its owner."""
    given = {
        "decision": Suggestion.Decision.ACCEPTED,
        "is_owner": True,
        "by__email": "grace@example.org",
        "feed__title": "Grace writes",
        "feed__state": Feed.State.PUBLISHED,
        "feed__status": Feed.Status.RETIRED,
        "feed__status_reason": GONE,
    }
    made: Suggestion = make.SuggestionFactory(**given | fields)
    return made


def test_an_owner_is_told_once(mailoutbox: Mails, settings: Settings) -> None:
    feed = suggestion().feed
    assert tell_owners() == 1
    assert tell_owners() == 0

    (mail,) = mailoutbox
    assert mail.to == ["grace@example.org"]
    assert "“Grace writes”" in mail.subject
    for words in (feed.url, GONE, settings.SITE_URL + feed.get_absolute_url()):
        assert words in mail.body


@pytest.mark.parametrize(
    "fields",
    [
        {"is_owner": False},
        {"by": None},
        {"by__email": ""},
        {"by__is_active": False},
        {"decision": Suggestion.Decision.WITHDRAWN},
        {"feed__state": Feed.State.WITHDRAWN},
        {"feed__status": Feed.Status.ACTIVE},
    ],
    ids=str,
)
def test_nobody_else_is_told(fields: dict[str, Any], mailoutbox: Mails) -> None:
    suggestion(**fields)
    assert (tell_owners(), mailoutbox) == (0, [])


def test_what_ends_again_is_told_again(mailoutbox: Mails) -> None:
    feed = suggestion(feed__status=Feed.Status.QUARANTINED).feed
    for status in (Feed.Status.QUARANTINED, Feed.Status.ACTIVE, Feed.Status.QUARANTINED):
        Feed.objects.filter(pk=feed.pk).update(status=status)
        tell_owners()
    assert len(mailoutbox) == 2


def test_one_fault_does_not_write_to_everybody(mailoutbox: Mails) -> None:
    for number in range(telling.MOST + 3):
        suggestion(feed__title=f"Blog {number}")
    assert tell_owners() == len(mailoutbox) == telling.MOST
    assert tell_owners() == 3


@pytest.mark.parametrize(
    "error", [SMTPServerDisconnected("x"), ConnectionRefusedError(), TimeoutError()]
)
def test_a_mail_server_that_is_away_costs_no_message(error: Exception, mailoutbox: Mails) -> None:
    suggestion()
    with mock.patch.object(telling, "send_mail", side_effect=error):
        assert tell_owners() == 0
    assert tell_owners() == 1
    assert len(mailoutbox) == 1


def test_a_title_adds_no_line_to_the_head(mailoutbox: Mails) -> None:
    suggestion(feed__title="Grace\nBcc: everybody@example.org")
    assert tell_owners() == 1
    assert mailoutbox[0].recipients() == ["grace@example.org"]


@pytest.mark.parametrize(("has_mail", "told"), [(True, 1), (False, 0)])
def test_without_a_mail_server_nobody_is_told(
    has_mail: bool, told: int, settings: Settings, mailoutbox: Mails
) -> None:
    settings.HAS_MAIL = has_mail
    suggestion()
    tasks.tell_owners()
    assert len(mailoutbox) == told


def test_the_page_of_ones_suggestions_says_it_too(client: Client) -> None:
    mine = suggestion()
    assert mine.by
    client.force_login(mine.by)
    page = Page(client.get("/feeds/suggestions/"))
    assert f"Retired {GONE} If it lives on" in page.main
    assert page.link("suggest its new address") == "/feeds/suggest/"
