"""Ways through the archive: the timeline, series, days, people, the home page; and their look."""

import datetime
import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.catalog import timeline
from apps.catalog.publishing import publish
from apps.events import programme, views
from apps.events.noted import Passage
from apps.people import views as people_views
from tests import factories as make
from tests.factories import guides, surveys
from tests.pages.conftest import Archive
from tests.pages.reading import Page

STYLE = Path(settings.BASE_DIR) / "static/css/site.css"


class TestTimeline:
    def test_has_every_year_newest_first_with_what_it_had(
        self, archive: Archive, client: Client
    ) -> None:
        note = guides.NoteFactory(title="On ropes", written_on=datetime.date(2012, 3, 1))
        run = surveys.RunFactory(
            event=archive.before, title="Who is in the room?", state="revealed"
        )
        publish(note, run)
        page = Page(client.get("/timeline/"))
        newer, older = page.all("section", class_="year")

        assert "DjangoCon Nowhere 2013 July, 2 talks" in newer.text
        assert "DjangoCon Nowhere 2012 July" in older.text
        assert "Notes On ropes" in older.text
        assert "Surveys Who is in the room?" in older.text
        knots = [knot.get("cx") for knot in page.all("circle") if "%" in knot.get("cx")]
        assert knots == ["50.8%", "51.4%"], "the 5th of July, and the 6th of a leap year"

    def test_of_one_kind(self, archive: Archive, client: Client) -> None:
        publish(guides.NoteFactory(title="On ropes", written_on=datetime.date(2012, 3, 1)))

        assert "DjangoCon" not in Page(client.get("/timeline/?kind=note")).main
        assert "On ropes" in Page(client.get("/timeline/?kind=note")).main

    @pytest.mark.parametrize("kind", ["talk", "x", "%00"])
    def test_of_a_kind_that_it_has_not(self, kind: str, archive: Archive, client: Client) -> None:
        response = client.get(f"/timeline/?kind={kind}")

        assert response.status_code == 400
        assert "must be one of event, survey" in Page(response).main

    def test_leads_to_what_it_has_no_room_for(
        self, archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(make.EventFactory(title="Small", starts_on=datetime.date(2013, 1, 1)))
        monkeypatch.setattr(timeline, "MOST", 1)
        page = Page(client.get("/timeline/"))

        assert "DjangoCon Nowhere 2013" in page.main, "what has most talks is kept"
        assert "Small" not in page.main
        assert page.link("1 more") == "/events/?year=2013"

    def test_without_anything(self, db: None, client: Client) -> None:
        assert "Nothing with a date is kept here yet" in Page(client.get("/timeline/")).main
        publish(guides.NoteFactory(written_on=None))
        assert "None of these has a date" in Page(client.get("/timeline/?kind=note")).main

    def test_is_three_queries(
        self, archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(3):  # version, counts, everything
            client.get("/timeline/")


class TestSeries:
    def test_counts_who_came_back_and_what_was_noted(
        self, archive: Archive, client: Client
    ) -> None:
        make.PassageFactory(session=archive.panel, text="Hm.", anchor="hm")
        make.PassageFactory(session=archive.panel, text="Well.", anchor="well")
        talk = make.SessionFactory(event=archive.before, speakers=[archive.panelist])
        publish(talk, archive.panel, archive.before)
        page = Page(client.get("/series/djangocon-nowhere/"))
        numbers = [cell.text.partition(" ")[0] for cell in page.all("td", class_="n")]

        assert numbers == ["2", "2", "1", "1", "2", "1", "1", "–", "0", "0"]
        assert page.link("Пан Элист") == "/people/pan/"
        assert "Пан Элист 2 years" in page.main
        assert page.link("Python 3") == "/talks/?series=djangocon-nowhere&topic=python-3"

    def test_is_five_queries_however_long_it_is(
        self, archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for more in range(2):
            with django_assert_num_queries(5):
                client.get("/series/djangocon-nowhere/")
            if not more:
                event = make.EventFactory(series=archive.event.series)
                publish(event, make.SessionFactory(event=event, speakers=[archive.moderator]))

    def test_a_series_whose_events_have_no_talks(self, db: None, client: Client) -> None:
        publish(make.EventFactory(series=make.SeriesFactory(name="Quiet"), starts_on=None))

        assert "date unknown 0 0 – 0 0" in Page(client.get("/series/quiet/")).main


class TestProgramme:
    def test_leads_to_each_day_also_on_other_pages(
        self, db: None, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "PROGRAMME_SIZE", 2)
        event = make.EventFactory(ends_on=datetime.date(2013, 7, 6))
        for position, day in enumerate((5, 5, 5, 6)):
            make.SessionFactory(
                event=event,
                date=datetime.date(2013, 7, day),
                title=f"T{position}",
                position=position,
            )
        first, second = (Page(client.get(f"{event.get_absolute_url()}?page={n}")) for n in (1, 2))

        assert first.one("nav", class_="jump").text == "Fri 5 Jul 3 sessions Sat 6 Jul 1 sessions"
        assert first.link("Sat 6 Jul 1 sessions") == "?page=2#day-2"
        assert second.link("Fri 5 Jul 3 sessions") == "?page=1#day-1"
        assert second.link("Sat 6 Jul 1 sessions") == "#day-2"
        assert second.names == ["T2", "T3"]
        assert [each.get("id") for each in second.all("h3")] == ["day-1", "day-2"]

    def test_one_day_needs_no_way_to_it(self, archive: Archive, client: Client) -> None:
        page = Page(client.get(archive.event.get_absolute_url()))

        assert page.all("nav", class_="jump") == []
        assert page.names == ["Opening", "Core developer panel"]

    def test_days_that_come_again_have_anchors_of_their_own(self, db: None) -> None:
        event = make.EventFactory()
        days = (5, 6, 5)
        for position, day in enumerate(days):
            make.SessionFactory(event=event, date=datetime.date(2013, 7, day), position=position)
        found = programme.programme(event.sessions, event, 1, 9).days

        assert [(day.anchor, day.count) for day in found] == [
            ("day-1", 1), ("day-2", 1), ("day-3", 1),
        ]  # fmt: skip


class TestPerson:
    def test_words_on_record_are_gathered(self, archive: Archive, client: Client) -> None:
        make.PassageFactory(
            session=archive.talk, kind=Passage.Kind.QUOTATION, person=archive.moderator, anchor="q"
        )
        quoted = Page(client.get("/people/mo-derator/"))
        stated = Page(client.get("/people/pan/"))

        assert quoted.link("Words on record") == "#words-on-record"
        assert "Words on record Opening" in quoted.main
        assert "Words on record Core developer panel" in stated.main

    def test_running_text_is_nobodys_word(self, archive: Archive, client: Client) -> None:
        make.PassageFactory(session=archive.talk, person=archive.moderator, anchor="t")

        assert "Words on record" not in Page(client.get("/people/mo-derator/")).main

    def test_roles_are_counted_and_lead_to_the_talks(
        self, archive: Archive, client: Client
    ) -> None:
        page = Page(client.get("/people/pan/"))

        assert "Talks panelist 1 speaker 1" in page.one("aside").text
        assert page.link("panelist") == "/talks/?speaker=pan&role=panelist"

    def test_of_very_many_works_the_newest_are_shown(
        self, archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(people_views, "WORKS", 2)
        for year in (2011, 2012, 2013):
            written = datetime.date(year, 1, 1)
            note = guides.NoteFactory(
                title=f"Of {year}", author=archive.moderator, written_on=written
            )
            publish(note)
        page = Page(client.get("/people/mo-derator/"))

        assert "Notes 3 Of 2013" in page.main
        assert "The newest 2 of 3." in page.main
        assert "Of 2011" not in page.names


class TestHome:
    def test_what_is_still_to_come_is_told_apart_next_first(
        self, archive: Archive, client: Client
    ) -> None:
        today = timezone.localdate()
        for title, days in (("Far", 90), ("Near", 9), ("Today", 0)):
            publish(make.EventFactory(title=title, starts_on=today + datetime.timedelta(days=days)))
        page = Page(client.get("/"))

        assert page.names[:3] == ["Near", "Far", "Today"]
        assert "Coming up Near" in page.main
        assert "Just held Today" in page.main

    def test_without_anything_to_come_it_shows_the_latest(
        self, archive: Archive, client: Client
    ) -> None:
        main = Page(client.get("/")).main

        assert "Coming up" not in main
        assert "Latest events DjangoCon Nowhere 2013" in main


class TestTopics:
    def test_those_that_often_come_together(
        self, archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        publish(
            make.SessionFactory(topics=["Python 3", "Django", "once"]),
            make.SessionFactory(topics=["Python 3"]),
        )
        with django_assert_num_queries(7):  # one each, and their names
            page = Page(client.get("/topics/python-3/"))

        assert page.one("aside").text == "Often together with Django 2"

    def test_a_package_leads_to_the_topic_of_its_name(
        self, archive: Archive, client: Client
    ) -> None:
        django, south = (Page(client.get(f"/packages/{name}/")) for name in ("django", "south"))

        assert django.link("Django") == "/topics/django/"
        assert "As a topic" not in south.main


class TestWeight:
    def test_home_stays_small(self, db: None, client: Client) -> None:
        long = "A title of such a length that three lines are needed for it on any phone " * 3
        for number in range(8):
            event = make.EventFactory(title=f"{number} {long}"[:190])
            people = [
                make.PersonFactory(name=f"Somebody of a Long Name {number}-{n}") for n in range(9)
            ]
            talk = make.SessionFactory(
                event=event,
                title=f"{number} {long}"[:190],
                speakers=people,
                kind="panel",
                topics=list("abcdefgh"),
            )
            note = guides.NoteFactory(title=f"{number} {long}"[:190], summary=long)
            publish(event, talk, note)

        assert len(client.get("/").content) < 60_000

    def test_the_longest_notes_stay_readable(self, db: None, client: Client) -> None:
        event = make.EventFactory()
        sessions = [make.SessionFactory(event=event, title=f"T{n}") for n in range(40)]
        for session in sessions:
            for number in range(9):
                text = "Čapek said, at some length, what he thought of *robots*. " * 9
                make.PassageFactory(session=session, text=text, anchor=f"a{number}")
        response = client.get(event.get_absolute_url())
        page = Page(response)
        shown = len(page.all("section", class_="noted"))

        assert 60_000 < len(response.content) < 100_000
        assert 0 < shown < 40
        assert f"The notes of {40 - shown} more sessions are on pages of their own" in page.main
        assert page.link("notes of T39") == sessions[39].get_absolute_url()

    def test_the_style_sheet_stays_small(self) -> None:
        assert len(gzip.compress(STYLE.read_bytes())) < 20_000


class TestStyle:
    def test_every_class_in_it_is_used(self) -> None:
        rules = re.sub(r"/\*.*?\*/", "", STYLE.read_text(), flags=re.DOTALL)
        selectors = " ".join(re.findall(r"([^{}]+)\{", rules))
        used = _words_of_pages()
        dead = {
            name
            for name in re.findall(r"\.([a-z][\w-]*)", selectors)
            if name not in used and f"{name.partition('-')[0]}-" not in used  # is-{{ verdict }}
        }

        assert dead == set()

    def test_no_selector_is_written_twice(self) -> None:
        rules = re.sub(r"/\*.*?\*/", "", STYLE.read_text(), flags=re.DOTALL)
        rules = re.sub(r"@font-face \{[^}]*\}", "", rules)  # a face comes in parts
        outside = re.sub(r"@media[^{]*\{(?:[^{}]|\{[^{}]*\})*\}", "", rules)
        selectors = Counter(" ".join(each.split()) for each in re.findall(r"([^{}]+)\{", outside))

        assert [each for each, times in selectors.items() if times > 1] == []

    def test_every_class_of_the_components_page_has_a_rule(self, db: None, client: Client) -> None:
        page = Page(client.get("/about/design/"))
        rules = STYLE.read_text()
        shown = {name for element in page.elements for name in element.get("class").split()}

        assert {name for name in shown if f".{name}" not in rules} <= UNSTYLED

    def test_colours_are_named_once(self) -> None:
        tokens, _, rules = STYLE.read_text().partition("*, ::before, ::after")

        assert "--accent" in tokens
        assert [c for c in re.findall(r"#[0-9a-f]{3,6}\b", rules) if c not in PAPER] == []


#: Classes that say what a thing is, and look like what is around them
UNSTYLED = {"answer", "well", "wrap", "said"}
#: Of print, where the page is white whatever the tokens say
PAPER = {"#fff", "#000", "#333", "#999"}


def _words_of_pages() -> set[str]:
    """Every word in templates, scripts and code that may be a class."""
    base = Path(settings.BASE_DIR)
    places = (
        ("templates", "*.html"),
        ("templates", "*.svg"),
        ("static/js", "*.js"),
        ("apps", "*.py"),
    )
    files = (path for folder, pattern in places for path in (base / folder).rglob(pattern))
    return {word for path in files for word in re.findall(r"[\w-]+", path.read_text())}
