"""The factories make rows that the catalog shows."""

import pytest

from apps.catalog.models import Document
from apps.catalog.publishing import publish
from tests import factories as make


@pytest.mark.django_db
def test_a_talk_with_everything_reaches_the_catalog() -> None:
    person = make.PersonFactory(name="Łukasz Example")
    talk = make.SessionFactory(
        speakers=[person], topics=["Django"], packages=[make.PackageFactory()]
    )
    make.RecordingFactory(session=talk)
    make.LinkFactory(session=talk)
    make.SessionOriginFactory(session=talk)
    make.HeadCountFactory(event=talk.event)
    make.OrganiserFactory(event=talk.event)
    make.EventOriginFactory(event=talk.event)

    publish(talk, talk.event)

    document = Document.objects.get(kind="talk")
    assert document.topics == ["django"]
    assert "speaker:lukasz-example" in document.people
    assert set(Document.objects.values_list("kind", flat=True)) == {
        "talk",
        "event",
        "package",
        "person",
        "topic",
    }
