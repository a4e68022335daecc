"""A meetup, its survey, and who is who to it."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from apps.events.models import Event
from apps.people.models import User
from apps.surveys.models import Run
from tests import factories as make
from tests.factories.surveys import QuestionFactory, RunFactory


def account(name: str, role: str) -> User:
    user = make.UserFactory(username=name)
    user.groups.add(Group.objects.get(name=role))
    return user


@dataclass
class Cast:
    """Olga organises the meetup, Sven its series, Otto another one. Edda edits, Rita reads."""

    olga: User
    sven: User
    otto: User
    edda: User
    rita: User

    def client(self, name: str) -> Client:
        client = Client()
        if name != "nobody":
            client.force_login(getattr(self, name), "apps.people.auth.Backend")
        return client


@pytest.fixture
def meetup(db: None) -> Event:
    return make.EventFactory(
        title="Meetup", kind="meetup", series=make.SeriesFactory(name="Meetups")
    )


@pytest.fixture
def cast(meetup: Event) -> Cast:
    made = Cast(
        olga=account("olga", "organiser"),
        sven=account("sven", "organiser"),
        otto=account("otto", "organiser"),
        edda=account("edda", "editor"),
        rita=account("rita", "reader"),
    )
    make.MembershipFactory(user=made.olga, event=meetup)
    make.MembershipFactory(user=made.sven, series=meetup.series)
    make.MembershipFactory(user=made.otto, event=make.EventFactory(title="Another meetup"))
    return made


@pytest.fixture
def run(meetup: Event) -> Run:
    """About 50 people; which framework they use (one answer), and what they like (several)."""
    run = RunFactory(event=meetup, title="Hands", slug="hands")
    QuestionFactory(run=run, key="framework", wording="Which?", options=["Django", "Zope"])
    QuestionFactory(run=run, key="likes", wording="What?", mode="multi", options=["Cake", "Tea"])
    return run
