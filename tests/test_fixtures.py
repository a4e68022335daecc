"""The demo world is true to its sources: who, where, how many, how long."""

from django.core.management import call_command
from django.test import TestCase

from apps.events.models import Appearance, Event, HeadCount, Link, Recording, Session
from apps.mirror import demo


def people(session: str, role: str = "speaker") -> list[str]:
    """Names of those who have the role in a session, in order."""
    rows = Appearance.objects.filter(session__slug=session, role=role)
    return list(rows.values_list("person__name", flat=True))


class TestFacts(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        call_command("loaddata", *demo.fixtures(), verbosity=0)

    def test_how_many_sessions_each_event_has_and_when_it_was(self) -> None:
        rows = Event.objects.all()
        assert {row.slug: (str(row.starts_on), row.sessions.count()) for row in rows} == {
            "london-python-2008-05": ("2008-05-06", 7),
            "pycon-us-2009": ("2009-03-25", 100),
            "python-web-summit-2012": ("2012-03-08", 7),
            "djangocon-au-2013": ("2013-07-05", 10),
            "pycon-au-2013": ("2013-07-06", 45),
        }

    def test_who_spoke_in_london_and_for_how_many(self) -> None:
        event = Event.objects.get(slug="london-python-2008-05")
        sessions = list(event.sessions.all())
        assert [people(session.slug) for session in sessions] == [
            ["Michael"],
            ["Tim Couper"],
            ["Trent Nelson"],
            ["Peter"],
            ["Julius"],
            ["Tim Golden"],
            ["Jacob Kaplan-Moss"],
        ]
        assert [session.kind for session in sessions] == ["lightning"] * 6 + ["talk"]
        assert HeadCount.objects.get(event=event).estimate.words() == "about 50"
        assert event.sponsors == ["ThoughtWorks"]
        assert [str(row) for row in event.organisers.filter(role="organiser")] == [
            "Simon Brunning (organiser)"
        ]

    def test_the_core_developer_panel_has_its_people(self) -> None:
        assert people("core-developer-panel", "moderator") == ["Greg Turner"]
        assert people("core-developer-panel", "panelist") == [
            "Russell Keith-Magee",
            "Chris",
            "Jacob Kaplan-Moss",
            "Alex Gaynor",
            "Simon Meers",
        ]

    def test_who_moderated_the_summit(self) -> None:
        panels = Session.objects.filter(event__slug="python-web-summit-2012", kind="panel")
        assert {panel.title: people(panel.slug, "moderator") for panel in panels} == {
            "Creating a Better Deployment Story": ["Jacob Kaplan-Moss"],
            "Porting to Python 3": ["Barry Warsaw"],
            "Factoring Code for Reuse": ["Daniel Greenfeld"],
            "Promoting Python for Web Use": ["Paul Everitt"],
        }

    def test_what_panelists_said_left_blank_or_were_not_heard_saying(self) -> None:
        panel = Session.objects.get(slug="porting-to-python-3")
        said = {row.person.name: row.statement for row in panel.appearances.filter(role="panelist")}
        assert said["Robert Brewer"] == ""
        assert said["Chris McDonough"] is None
        assert said["Guido van Rossum"]

    def test_affiliations_and_nicknames(self) -> None:
        warsaw = Appearance.objects.get(person__slug="barry-warsaw", role="moderator")
        assert (warsaw.affiliations, warsaw.nickname) == (["Canonical", "Python"], "FLUFL")
        bicking = Appearance.objects.get(person__slug="ian-bicking")
        assert bicking.affiliations == ["Paste", "WebOb", "Silver Lining"]

    def test_one_person_has_several_roles_at_one_event(self) -> None:
        event = Event.objects.get(slug="python-web-summit-2012")
        ronacher = Appearance.objects.filter(session__event=event, person__slug="armin-ronacher")
        assert set(ronacher.values_list("role", flat=True)) == {"audience", "panelist"}
        assert event.organisers.filter(person__slug="chris-mcdonough").exists()

    def test_speakers_of_talks(self) -> None:
        assert people("nobody-expects-the-python-packaging-authority") == ["Nick Coghlan"]
        assert people("pycon-2009-pypy-status-talk-72") == ["Holger Krekel", "Maciej Fijalkowski"]
        assert people("conference-close") == []
        assert not Appearance.objects.filter(person__name__istartswith="various").exists()

    def test_every_talk_of_the_archive_has_its_recordings(self) -> None:
        recorded = ["pycon-us-2009", "djangocon-au-2013", "pycon-au-2013"]
        sessions = Session.objects.filter(event__slug__in=recorded)
        assert not sessions.filter(recordings__isnull=True).exists()

    def test_durations_are_seconds(self) -> None:
        rows = Recording.objects.values_list("url", "duration_seconds")
        known = {url: seconds for url, seconds in rows if seconds is not None}
        assert known["https://www.youtube.com/watch?v=tV0E9JAjmGA"] == 45 * 60
        assert (min(known.values()), max(known.values())) == (15 * 60, 100 * 60)

    def test_slides_are_linked(self) -> None:
        slides = Link.objects.get(label="Slides")
        assert slides.session.slug == "keynote-a-divided-web-a-review-of-the-role-of-f"
