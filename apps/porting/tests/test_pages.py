"""Pages of packages, case studies and porting notes."""

from typing import Any

import pytest

from apps.catalog import publishing
from apps.core.estimates import Estimate, Precision
from apps.porting.tests.conftest import World
from tests.factories import EventFactory, PackageFactory, SessionFactory, SourceFactory
from tests.factories.porting import (
    BuildCountFactory,
    BuildLogFactory,
    CaseStudyFactory,
    CaseStudyOriginFactory,
    EndorsementFactory,
    MilestoneFactory,
    PortingNoteFactory,
    StatusFactory,
)
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

COMPRESSOR = "/packages/django-compressor/"


def test_a_package_shows_what_holds_what_was_said_before_and_by_whom(
    client: Any, world: World
) -> None:
    page = Page(client.get(COMPRESSOR))
    assert page.faults == []
    assert page.main.index("Works on Python 3") < page.main.index("Said before")
    assert page.main.index("Said before") < page.main.index("Does not work on Python 3")
    assert page.link("Porting apps") == world.talk.get_absolute_url()
    assert page.link("Jacob Kaplan-Moss") == "/people/jacob-kaplan-moss/"
    assert page.link("django-pipeline") == "/packages/django-pipeline/"
    assert "lines 142–145" in page.main
    assert [each.get("id") for each in page.all("li") if each.get("id")] == [
        f"status-{world.mended.pk}",
        f"status-{world.blocked.pk}",
    ]


def test_a_package_as_of_a_day(client: Any, world: World) -> None:
    page = Page(client.get(f"{COMPRESSOR}?as_of=2013-07-05"))
    assert "Readiness on 5 July 2013" in page.main
    assert "Does not work on Python 3" in page.main
    assert "Works on" not in page.main
    before = Page(client.get(f"{COMPRESSOR}?as_of=2013-01-01"))
    assert "Nobody is known to have said by then whether it works." in before.main
    assert "Jacob" not in before.main
    twin = before.one("link", rel="alternate").get("href")
    assert client.get(twin).json()["readiness"] == []


def test_a_day_that_cannot_be_gets_a_friendly_page(client: Any, world: World) -> None:
    response = client.get(f"{COMPRESSOR}?as_of=July")
    assert response.status_code == 400
    assert "must be a day written like 2013-07-05" in Page(response).main


@pytest.mark.parametrize("name", ["Django-Compressor", "django__compressor", "DJANGO.COMPRESSOR"])
def test_other_spellings_lead_to_the_page(client: Any, world: World, name: str) -> None:
    response = client.get(f"/packages/{name}/?as_of=2013-07-05")
    assert response.status_code == 301
    assert response["Location"] == f"{COMPRESSOR}?as_of=2013-07-05"
    assert client.get("/packages/No_Thing/").status_code == 404


def test_statements_of_one_day_that_differ_are_both_shown(client: Any, world: World) -> None:
    StatusFactory(package=world.south, verdict="does-not", reason="Not for me.")
    page = Page(client.get("/packages/south/"))
    assert "Statements of one day differ. All of them are shown." in page.main
    assert "Works on Python 3" in page.main
    assert "Not for me." in page.main


def test_a_package_shows_what_it_is_named_instead_of_and_who_speaks_of_it(
    client: Any, world: World
) -> None:
    talk = SessionFactory(title="All about pipelines", packages=[world.pipeline])
    publishing.publish(talk)
    past = Page(client.get("/packages/django-pipeline/?as_of=2013-07-05"))
    assert "Named instead of django-compressor" in past.main
    assert "All about pipelines" in past.names
    now = Page(client.get("/packages/django-pipeline/"))
    assert "Named instead of" not in now.main


def test_endorsements_milestones_and_build_logs(client: Any, world: World) -> None:
    package = PackageFactory(name="pyprocessing")
    EndorsementFactory(package=package, by="Fay Fan", reason="Does what it says.")
    EndorsementFactory(package=package, by="", person=world.speaker, session=world.talk)
    MilestoneFactory(package=package, name="PEP 371", url="https://peps.python.org/pep-0371/")
    BuildLogFactory(package=package, platform="CentOS 5")
    publishing.publish(package)
    page = Page(client.get("/packages/pyprocessing/"))
    assert page.faults == []
    assert "Does what it says. said by Fay Fan" in page.main
    assert page.link("PEP 371") == "https://peps.python.org/pep-0371/"
    assert page.link("CentOS 5").startswith("https://builds.example.org/")
    found = client.get("/api/v1/packages/pyprocessing/").json()
    assert [each["by"] or each["person"]["name"] for each in found["endorsements"]] == [
        "Fay Fan",
        "Jacob Kaplan-Moss",
    ]
    assert found["milestones"][0]["name"] == "PEP 371"
    assert found["build_logs"][0]["platform"] == "CentOS 5"


def test_licence_concerns_and_conditions_are_shown(client: Any, world: World) -> None:
    mysql = PackageFactory(name="MySQL", kind="database")
    StatusFactory(package=mysql, verdict="problematic", licence_concern="GPL connector.")
    StatusFactory(package=mysql, verdict="works", condition="another connector")
    page = Page(client.get("/packages/mysql/"))
    assert "Licence GPL connector." in page.main
    assert "Works on Python 3 (another connector)" in page.main
    assert "Database" in page.main


def test_the_list_of_packages(client: Any, world: World) -> None:
    PackageFactory(name="Postgres", kind="database")
    publishing.publish(PackageFactory(name="Apache", kind="server"))
    page = Page(client.get("/packages/"))
    assert page.faults == []
    assert page.main.index("Apache") < page.main.index("django-compressor works")
    assert Page(client.get("/packages/?kind=server")).main.count("Apache") == 1
    assert "django" not in Page(client.get("/packages/?kind=server")).one("ul", class_="index").text
    narrowed = Page(client.get("/packages/?verdict=does-not&as_of=2013-07-05"))
    assert "django-compressor" in narrowed.main
    assert client.get("/packages/?as_of=x").status_code == 400


@pytest.fixture
def told(world: World) -> Any:
    strategy = PortingNoteFactory(title="One source", kind="strategy", body="Use *six*.")
    study = CaseStudyFactory(
        title="Porting a site",
        project="a site",
        cost="A fifth more",
        summary="Dearer, and worth it.",
        strategy=strategy,
        package=world.south,
        person=world.speaker,
        session=world.talk,
        versions=["Python 3.3+"],
        commit_url="https://example.org/commit/1",
        pairs=[("Unicode names", "Text everywhere"), ("Peaks", "")],
        topics=["porting"],
    )
    source = SourceFactory(name="Live notes")
    CaseStudyOriginFactory(case_study=study, source=source, first_line=181, last_line=216)
    publishing.publish(strategy, study)
    return study


def test_a_case_study(client: Any, world: World, told: Any) -> None:
    page = Page(client.get(told.get_absolute_url()))
    assert page.faults == []
    assert "Unicode names Text everywhere" in page.main
    assert "Peaks not told" in page.main
    assert "A fifth more" in page.main
    assert page.link("One source") == "/porting/notes/one-source/"
    assert page.link("South") == "/packages/south/"
    assert page.link("example.org") == "https://example.org/commit/1"
    assert "lines 181–216" in page.main
    found = client.get("/api/v1/case-studies/porting-a-site/").json()
    assert found["pairs"][0] == {"requirement": "Unicode names", "outcome": "Text everywhere"}
    assert (found["strategy"]["slug"], found["commit"]) == (
        "one-source",
        "https://example.org/commit/1",
    )
    assert found["told_in"]["title"] == "Porting apps"
    assert client.get("/api/v1/case-studies/?package=South").json()["count"] == 1
    assert client.get("/api/v1/case-studies/?topic=porting&year=2013").json()["count"] == 1


def test_case_studies_and_notes_are_listed(client: Any, told: Any) -> None:
    studies = Page(client.get("/case-studies/"))
    assert (studies.faults, studies.names) == ([], ["Porting a site"])
    notes = Page(client.get("/porting/notes/"))
    assert (notes.faults, notes.names) == ([], ["One source"])
    assert "Porting a site" in Page(client.get("/packages/south/")).names
    assert "Porting a site" in Page(client.get("/porting/notes/one-source/")).names
    assert Page(client.get("/topics/porting/")).names == ["Porting a site"]
    assert client.get("/porting/notes/?kind=riddle").status_code == 400


def test_a_decision_with_its_condition_and_build_counts(client: Any, db: None) -> None:
    note = PortingNoteFactory(
        title="The command",
        kind="decision",
        decision="It is called python3.",
        condition="Unless Python 4 differs.",
        event=EventFactory(title="A summit"),
    )
    about = Estimate.of(Precision.ROUGH, 1700, raw="about 1,700")
    BuildCountFactory(note=note, platform="CentOS 4", estimate=about)
    publishing.publish(note)
    page = Page(client.get("/porting/notes/the-command/"))
    assert page.faults == []
    assert "Condition Unless Python 4 differs." in page.main
    assert "CentOS 4 ≈1,700" in page.main
    assert page.link("A summit") == "/events/a-summit/"
    found = client.get("/api/v1/porting-notes/the-command/").json()
    assert (found["decision"], found["condition"]) == (note.decision, note.condition)
    (count,) = found["build_counts"]
    assert (count["value"], count["precision"]) == (1700, "rough")
    assert count["low"] < 1700 < count["high"]
    assert client.get("/api/v1/porting-notes/?kind=decision&event=a-summit").json()["count"] == 1


def test_drafts_are_not_found_and_what_was_withdrawn_is_gone(client: Any, told: Any) -> None:
    paths = ["/case-studies/porting-a-site/", "/api/v1/case-studies/porting-a-site/"]
    told.state = "withdrawn"
    told.save()
    publishing.publish(told)
    assert [client.get(path).status_code for path in paths] == [410, 410]
    draft = PortingNoteFactory(title="Not yet", state="draft")
    publishing.publish(draft)
    assert client.get("/porting/notes/not-yet/").status_code == 404
    assert client.get("/api/v1/porting-notes/not-yet/").status_code == 404


def test_what_was_written_runs_nothing(client: Any, world: World) -> None:
    StatusFactory(
        package=world.south,
        as_of=None,
        reason="<script>alert(1)</script> https://example.org/<b>",
        evidence_url="javascript:alert(1)",
    )
    page = Page(client.get("/packages/south/"))
    assert page.faults == []
    assert {each.get("type") for each in page.scripts} == {"application/ld+json"}
    assert not [a for a in page.all("a") if a.get("href").startswith("javascript")]


def test_a_talk_links_to_the_packages_that_it_is_about(client: Any, world: World) -> None:
    talk = SessionFactory(packages=[world.south])
    publishing.publish(talk)
    assert Page(client.get(talk.get_absolute_url())).link("South") == "/packages/south/"


def test_sitemaps_hold_pages_and_no_anchors(client: Any, told: Any) -> None:
    index = client.get("/sitemap.xml").content.decode()
    assert "sitemap-packages.xml" in index
    assert "sitemap-statuses.xml" not in index
    assert "/packages/south/" in client.get("/sitemap-packages.xml").content.decode()
