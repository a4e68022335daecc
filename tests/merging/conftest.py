"""Three spellings of one name, and somebody who merges them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from apps.catalog.publishing import publish
from apps.events.models import Session
from apps.people.models import Person
from tests import factories as make

SignedIn = Callable[[str], Client]


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser of somebody with a role; "" has none, "anonymous" has not signed in."""

    def sign_in(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            user = make.UserFactory(username=role or "nobody")
            user.groups.set(Group.objects.filter(name=role))
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def editor(signed_in: SignedIn) -> Client:
    return signed_in("editor")


@dataclass
class Spellings:
    """Jacob under three names, each with a talk; one panel credits two of them."""

    jacob: Person
    short: Person
    initial: Person
    talks: list[Session]
    panel: Session

    @property
    def all(self) -> list[Person]:
        return [self.jacob, self.short, self.initial]


@pytest.fixture
def spellings(db: None) -> Spellings:
    names = ["Jacob Kaplan-Moss", "Jacob KaplanMoss", "J. Kaplan-Moss"]
    people = [make.PersonFactory(name=name) for name in names]
    jacob, short, initial = people
    talks = [
        make.SessionFactory(title=f"Talk of {person.name}", speakers=[person]) for person in people
    ]
    panel = make.SessionFactory(title="Panel")
    make.AppearanceFactory(session=panel, person=people[0], role="panelist")
    make.AppearanceFactory(
        session=panel, person=people[1], role="panelist", affiliations=["Revolution Systems"]
    )
    publish(*talks, panel)
    return Spellings(jacob, short, initial, talks, panel)
