"""The demo world: what lies in ``fixtures/``, and accounts to try the site with.

The accounts have public passwords. They are marked, and ``apps.people.auth`` lets them in only
while DEMO is on.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import models, transaction
from django.db.models import Exists

from apps.catalog.checking import rebuild
from apps.catalog.publishing import take_turn
from apps.events.models import Event, Membership, Series
from apps.people.models import User

PASSWORD: Final = "demo"  # noqa: S105 public on purpose

#: Name -> whether the account may enter the admin. Each has the role that it is named after.
ACCOUNTS: Final[Mapping[str, bool]] = {
    "reader": False,
    "organiser": True,
    "editor": True,
    "administrator": True,
}
#: What the demo organiser looks after: a series, and a made-up meetup
SERIES: Final = "london-python"
MEETUP: Final = "demo-meetup-2010-05"


def is_complete() -> bool:
    """Whether there are events and every demo account. One query."""
    demo = User.objects.filter(is_demo=True, username__in=ACCOUNTS)
    found = dict(demo.values_list("username", Exists(Event.objects.all())))
    return found.keys() == ACCOUNTS.keys() and all(found.values())


def add_missing() -> int:
    """Add what is missing of world and accounts; returns the number of documents published.

    The world goes only where nothing of its kinds is: what people wrote is never overwritten.
    """
    with transaction.atomic():
        take_turn()  # a second process that starts at the same time finds everything done
        published = 0
        if not any(model._base_manager.exists() for model in models_of_the_world()):
            call_command("loaddata", *fixtures(), verbosity=0)
            published = rebuild()
        for name, is_staff in ACCOUNTS.items():
            add_account(name, is_staff=is_staff)
        attach_organiser()
        return published


def attach_organiser() -> None:
    """Let the demo organiser look after the demo's meetups, and after nothing else."""
    account = User.objects.filter(username="organiser", is_demo=True).first()
    if account is None:
        return
    for series in Series.objects.filter(slug=SERIES):
        Membership.objects.get_or_create(user=account, series=series)
    for event in Event.objects.filter(slug=MEETUP):
        Membership.objects.get_or_create(user=account, event=event)


def fixtures() -> list[Path]:
    """The files of the demo world, an app a file."""
    return sorted(path for folder in settings.FIXTURE_DIRS for path in Path(folder).glob("*.json"))


def models_of_the_world() -> Iterator[type[models.Model]]:
    names = {row["model"] for path in fixtures() for row in json.loads(path.read_bytes())}
    return (apps.get_model(name) for name in sorted(names))


def add_account(name: str, *, is_staff: bool) -> None:
    """Add a demo account, unless somebody has that name."""
    # Hashing slowly protects a secret, and this is none: it would only delay the first start.
    hasher = PBKDF2PasswordHasher()
    user, is_new = User.objects.get_or_create(
        username=name,
        defaults={
            "is_demo": True,
            "is_staff": is_staff,
            "password": hasher.encode(PASSWORD, hasher.salt(), iterations=1),
        },
    )
    if is_new:
        user.groups.add(Group.objects.get(name=name))
