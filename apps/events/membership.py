"""Who may write about which event.

A membership says which events an account looks after; its role, a group, says what an organiser
may do with them. Writers, editors and administrators may write about every event.
"""

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from apps.events.models import Event, Series
from apps.events.querysets import EventQuerySet
from apps.people.models import User

Account: TypeAlias = User | AnonymousUser

ANY_EVENT = "events.organise_any_event"
OWN_EVENTS = "events.change_event"


def may_organise_all(user: Account) -> bool:
    return user.is_active and user.has_perm(ANY_EVENT)


def organised_events(user: Account) -> EventQuerySet:
    """The events, whatever their state, that somebody may write about."""
    if may_organise_all(user):
        return Event.objects.all()
    if not user.is_active or not user.has_perm(OWN_EVENTS):
        return Event.objects.none()
    own = Q(memberships__user=user.pk) | Q(series__memberships__user=user.pk)
    return Event.objects.filter(pk__in=Event.objects.filter(own).values("pk"))


def may_organise(user: Account, event: Event) -> bool:
    return organised_events(user).filter(pk=event.pk).exists()


def may_organise_series(user: Account, series: Series) -> bool:
    """Whether somebody may write about every event of the series, and so about its name."""
    if may_organise_all(user):
        return True
    is_member = series.memberships.filter(user=user.pk).exists()
    return user.is_active and is_member and user.has_perm(OWN_EVENTS)


def attach(user: Account, *, event: Event | None = None, series: Series | None = None) -> None:
    """Let whoever entered an event or a series look after it."""
    if isinstance(user, User) and not may_organise_all(user):
        user.memberships.get_or_create(event=event, series=series)
