"""Telling owners that their feed is read no more: by mail, once each time that it ends.

What was told is noted in PostgreSQL, so that nobody is told twice, and nobody is forgotten when the
mail server is away. The page of one's suggestions says the same to whoever has no mailbox here.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string

from apps.feeds.models import Feed, Suggestion
from apps.feeds.parsing.texts import one_line

log = logging.getLogger(__name__)

#: Of these nothing is read any more, until somebody does something
ENDED = (Feed.Status.RETIRED, Feed.Status.QUARANTINED)
#: Mails an hour: a fault of ours that ends every feed is noticed before everybody hears of it.
MOST = 10


def tell_owners() -> int:
    """Write to the owners of feeds that ended and who were not told. Returns how many were."""
    Suggestion.objects.exclude(told="").exclude(feed__status__in=ENDED).update(told="")
    return sum(_told(pk) for pk in _untold().order_by("pk").values_list("pk", flat=True)[:MOST])


def _untold() -> QuerySet[Suggestion]:
    owned = Suggestion.objects.filter(decision=Suggestion.Decision.ACCEPTED, is_owner=True)
    ended = owned.filter(feed__status__in=ENDED, feed__state=Feed.State.PUBLISHED)
    return ended.exclude(told=F("feed__status")).filter(by__is_active=True).exclude(by__email="")


@transaction.atomic
def _told(pk: int) -> bool:
    """Write to one of them, unless another worker does. What fails is tried again next time."""
    rows = _untold().select_related("feed", "by")
    suggestion = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if suggestion is None or suggestion.by is None:
        return False
    feed = suggestion.feed
    subject = f"{settings.SITE_NAME} does not read “{one_line(feed.title)}” any more"
    text = render_to_string("feeds/ended.txt", {"feed": feed, "site": settings})
    try:
        send_mail(subject, text, None, [suggestion.by.email])
    except (SMTPException, OSError) as error:
        log.warning("The owner of feed %s could not be told: %s", feed.pk, error)
        return False
    suggestion.told = feed.status
    suggestion.save(update_fields=["told"])
    return True
