"""The demo world is true to its sources: who, where, how many, how long."""

from django.core.management import call_command
from django.test import TestCase

from apps.catalog import checking, serving
from apps.events.models import Appearance, Event, HeadCount, Link, Recording, Session
from apps.mirror import demo
from apps.porting.models import CaseStudy, Milestone, Status
from apps.surveys.models import Operation, Question, Run, Tally
from apps.surveys.reckoning import reckon

TALK = "porting-django-apps-to-python-3-0"


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
            "demo-meetup-2010-05": ("2010-05-11", 0),
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

    def test_what_london_was_asked_and_how_it_was_counted(self) -> None:
        run = Run.objects.get(slug="london-python-2008-05")
        tallies = Tally.objects.filter(option__question__run=run)
        precisions = list(tallies.values_list("precision", flat=True))
        assert run.head_count.words() == "about 50"
        assert run.exact_below == 10
        assert {q.key: (q.mode, q.announced) for q in run.questions.all()} == {
            "principal-use": ("single", True),
            "platform": ("single", False),
            "python-version": ("single", False),
            "python-3": ("multi", True),
            "techniques": ("multi", False),
            "web-framework": ("single", False),
        }
        numbers = precisions.count("exact") + precisions.count("rough")
        assert (numbers, precisions.count("handful"), precisions.count("none")) == (22, 5, 3)
        assert not [
            t for t in tallies if (t.precision == "exact") != (t.high and t.high < 10) and t.value
        ]
        framework = tallies.filter(option__question__key="web-framework")
        assert [tally.value for tally in framework.order_by("option")] == [10, 4, 6, 1, 5, 4]

    def test_every_count_is_what_its_operations_add_up_to(self) -> None:
        for tally in Tally.objects.select_related("option"):
            log = Operation.objects.filter(option=tally.option)
            assert reckon(log).estimate == tally.estimate, tally

    def test_the_later_survey_says_that_it_is_made_up_and_words_one_question_differently(
        self,
    ) -> None:
        later = Run.objects.get(slug="demo-meetup-2010-05")
        assert "made up" in later.summary.casefold()
        assert later.cloned_from == Run.objects.get(slug="london-python-2008-05")
        reworded = Question.objects.filter(run=later, wording_version=2)
        assert [question.key for question in reworded] == ["python-version"]


class TestPorting(TestCase):
    """What was told in July 2013 of packages and their ports."""

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("loaddata", *demo.fixtures(), verbosity=0)
        checking.rebuild()

    def setUp(self) -> None:
        serving.forget()

    def verdicts(self, verdict: str) -> set[str]:
        said = Status.objects.filter(verdict=verdict, session__slug=TALK)
        return set(said.values_list("package__slug", flat=True))

    def test_what_worked_and_what_did_not(self) -> None:
        works = {"south", "celery", "raven", "django-extensions", "postgresql", "sqlite"}
        assert works | {"mod-wsgi", "uwsgi", "gunicorn"} <= self.verdicts("works")
        assert self.verdicts("does-not") == {
            "django-compressor",
            "django-tagging",
            "django-social-auth",
            "django-debug-toolbar",
            "django-haystack",
        }
        assert self.verdicts("problematic") == {"mysql", "gunicorn"}
        assert Status.objects.get(package__slug="mysql").licence_concern
        (waiting,) = Status.objects.filter(package__slug="gunicorn", verdict="problematic")
        assert (waiting.condition, "gevent" in waiting.reason) == ("asynchronous workers", True)

    def test_compressor_is_not_ready_in_july_2013_and_nothing_is_known_in_january(self) -> None:
        package = "packages/django-compressor/"
        found = self.client.get(f"/api/v1/{package}").json()
        (said,) = found["statuses"]
        assert (said["verdict"], said["target"], said["as_of"]) == (
            "does-not",
            "Python 3",
            "2013-07-05",
        )
        assert said["said_by"]["name"] == "Jacob Kaplan-Moss"
        assert said["said_in"]["html_url"].endswith(f"/events/djangocon-au-2013/{TALK}/")
        assert found["alternatives"] == ["django-pipeline"]
        page = self.client.get(f"/{package}").content.decode()
        for text in ("Does not work", "django-pipeline", "Jacob Kaplan-Moss", "5 July 2013"):
            assert text in page
        assert self.client.get(f"/api/v1/{package}?as_of=2013-01-01").json()["readiness"] == []
        before = self.client.get(f"/{package}?as_of=2013-01-01").content.decode()
        assert "Does not work" not in before
        assert "django-pipeline" not in before

    def test_both_case_studies(self) -> None:
        site = CaseStudy.objects.get(slug="python-org")
        assert "20 %" in site.cost
        assert site.pairs.count() == 7
        tree = CaseStudy.objects.get(slug="django-sitetree")
        assert tree.versions == ["Python 2.6+", "Python 3.3+", "Django 1.4+"]
        assert tree.commit_url.endswith("c7475")
        assert tree.strategy is not None
        assert tree.strategy.title == "One source for both versions"

    def test_a_proposal_on_its_way_to_the_standard_library(self) -> None:
        way = Milestone.objects.filter(package__slug="pyprocessing")
        assert [(row.stage, str(row.reached_on)) for row in way if row.reached_on] == [
            ("pep", "2008-05-06"),
            ("stdlib", "2008-10-01"),
        ]
        assert [row.stage for row in way] == ["package", "proposal", "pep", "accepted", "stdlib"]
