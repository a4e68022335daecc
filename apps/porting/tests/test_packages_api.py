"""Packages in the API, now and on any day."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog import serving
from apps.catalog.publishing import publish
from apps.porting.tests.conftest import World
from tests.factories import PackageFactory
from tests.factories.porting import StatusFactory

pytestmark = pytest.mark.django_db

ONE = "/api/v1/packages/django-compressor/"
LIST = "/api/v1/packages/"


def verdicts(package: dict[str, Any]) -> list[str]:
    return [each["verdict"] for each in package["readiness"]]


def test_a_package_says_what_holds_and_all_that_was_ever_said(client: Any, world: World) -> None:
    package = client.get(ONE).json()
    assert verdicts(package) == ["works"]
    assert [each["verdict"] for each in package["statuses"]] == ["works", "does-not"]
    blocked = package["statuses"][1]
    assert blocked["said_by"]["name"] == "Jacob Kaplan-Moss"
    assert blocked["said_in"]["title"] == "Porting apps"
    assert [each["slug"] for each in blocked["alternatives"]] == ["django-pipeline"]
    assert (blocked["sources"][0]["first_line"], blocked["sources"][0]["last_line"]) == (142, 145)


@pytest.mark.parametrize(
    ("day", "expected", "instead"),
    [
        ("2013-01-01", [], []),
        ("2013-07-04", [], []),
        ("2013-07-05", ["does-not"], ["django-pipeline"]),
        ("2014-04-30", ["does-not"], ["django-pipeline"]),
        ("2014-05-01", ["works"], []),
    ],
)
def test_a_package_as_of_a_day(
    client: Any, world: World, day: str, expected: list[str], instead: list[str]
) -> None:
    package = client.get(f"{ONE}?as_of={day}").json()
    assert (package["as_of"], verdicts(package)) == (day, expected)
    assert package["alternatives"] == instead
    (listed,) = client.get(f"{LIST}?as_of={day}&name=compressor").json()["results"]
    assert (listed["as_of"], verdicts(listed)) == (day, expected)
    assert listed.items() <= package.items()


def test_a_past_answer_has_the_shape_of_the_one_of_today(client: Any, world: World) -> None:
    today, past = client.get(ONE).json(), client.get(f"{ONE}?as_of=2020-01-01").json()
    assert past | {"as_of": None} == today


@pytest.mark.parametrize("text", ["2013", "2013-13-01", "05/07/2013", "now", "2013-07-05T00:00"])
@pytest.mark.parametrize("path", [ONE, LIST, "/api/v1/statuses/"])
def test_what_is_no_day_is_a_problem_that_names_the_parameter(
    client: Any, world: World, path: str, text: str
) -> None:
    response = client.get(path, {"as_of": text})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    (error,) = response.json()["errors"]
    assert error["name"] == "as_of"
    assert "2013-07-05" in error["detail"]


def test_past_answers_have_validators(client: Any, world: World) -> None:
    for number, path in enumerate((f"{ONE}?as_of=2013-07-05", f"{LIST}?as_of=2013-07-05")):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        world.blocked.reason = f"Changed {number}."
        world.blocked.save()
        publish(world.blocked)
        changed = client.get(path, headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200


@pytest.mark.parametrize("name", ["Django-Compressor", "django_compressor", "DJANGO.COMPRESSOR"])
def test_other_spellings_lead_to_the_normalised_name(client: Any, world: World, name: str) -> None:
    response = client.get(f"/api/v1/packages/{name}/?as_of=2013-07-05")
    assert response.status_code == 301
    assert response["Location"] == f"{ONE}?as_of=2013-07-05"


def test_what_is_not_there_is_a_404(client: Any, world: World) -> None:
    for path in ("/api/v1/packages/nothing/", "/api/v1/packages/nothing/?as_of=2013-07-05"):
        assert client.get(path).status_code == 404
    assert client.get("/api/v1/packages/No_Thing/").status_code == 404


def test_packages_are_narrowed_by_verdict_target_and_name(client: Any, world: World) -> None:
    def names(query: str) -> list[str]:
        return [row["name"] for row in client.get(f"{LIST}?{query}").json()["results"]]

    assert names("verdict=works") == ["django-compressor", "South"]
    assert names("verdict=does-not") == []
    assert names("verdict=does-not&as_of=2013-07-05") == ["django-compressor"]
    assert names("target=python 3&as_of=2013-07-05") == ["django-compressor", "South"]
    assert names("target=PyPy") == []
    assert names("name=Compress") == ["django-compressor"]
    assert client.get(f"{LIST}?verdict=perhaps").status_code == 400


def test_statuses_are_listed_and_narrowed(client: Any, world: World) -> None:
    def found(query: str) -> list[int]:
        return [row["id"] for row in client.get(f"/api/v1/statuses/?{query}").json()["results"]]

    assert found("package=Django_Compressor") == [world.mended.pk, world.blocked.pk]
    assert found("verdict=does-not") == [world.blocked.pk]
    assert found("package=django-compressor&as_of=2013-12-31") == [world.blocked.pk]
    one = client.get(f"/api/v1/statuses/{world.blocked.pk}/").json()
    assert (one["kind"], one["package"]["slug"]) == ("status", "django-compressor")
    assert one["html_url"].endswith(f"/packages/django-compressor/#status-{world.blocked.pk}")


def test_a_talk_that_is_no_longer_public_is_not_named(client: Any, world: World) -> None:
    world.talk.state = "withdrawn"
    world.talk.save()
    publish(world.talk)
    for path in (ONE, f"{ONE}?as_of=2020-01-01", f"/api/v1/statuses/{world.blocked.pk}/"):
        assert "Porting apps" not in client.get(path).content.decode()


def test_a_past_list_costs_the_same_for_many_packages(client: Any, world: World) -> None:
    def cost() -> int:
        serving.forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}?as_of=2013-07-05").status_code == 200
        return len(queries)

    few = cost()
    others = [PackageFactory() for _ in range(20)]
    statuses = [StatusFactory(package=package, alternatives=others[:2]) for package in others]
    publish(*statuses)
    assert cost() <= few <= 14


def test_an_empty_day_is_no_day(client: Any, world: World) -> None:
    for path in (ONE, LIST):
        (error,) = client.get(path, {"as_of": ""}).json()["errors"]
        assert error["name"] == "as_of"
