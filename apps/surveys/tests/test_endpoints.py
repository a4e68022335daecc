"""Writing by the API: who may, what goes in, what comes back."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.catalog.checking import differences, rebuild
from apps.people.models import ApiToken
from apps.surveys.models import Operation, Run, Tally
from apps.surveys.tests.conftest import Cast
from tests.factories.surveys import RunFactory

OPERATIONS = "/api/v1/surveys/hands/operations/"
CSV = "/api/v1/surveys/hands/counts.csv"
JSON = "/api/v1/surveys/hands/counts.json"
A_SET = {"question": "framework", "option": "django", "kind": "set", "cell": "12"}


def operation(**fields: Any) -> dict[str, Any]:
    return {"uuid": str(uuid4()), **A_SET} | fields


def post(client: Client, *operations: dict[str, Any], path: str = OPERATIONS) -> Any:
    return client.post(path, {"operations": list(operations)}, content_type="application/json")


WRITES = {
    "operations": lambda client: post(client, operation()),
    "sheet": lambda client: client.get(OPERATIONS),
    "csv": lambda client: client.put(CSV, "question,option\r\n", content_type="text/csv"),
    "json": lambda client: client.put(
        JSON, '{"format": "pycommunity survey 1"}', content_type="application/json"
    ),
    "page": lambda client: client.post("/surveys/hands/import/", {}),
}
WHO = {"nobody": 401, "rita": 403, "otto": 403, "olga": 200, "sven": 200, "edda": 200}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("what", WRITES)
def test_who_may_write(what: str, who: str, cast: Cast, run: Run) -> None:
    response = WRITES[what](cast.client(who))
    expected = WHO[who]
    if what == "page" and who == "nobody":
        assert response.headers["Location"].startswith("/sign-in/")
    else:
        assert response.status_code == expected
    if expected != 200:
        assert not Operation.objects.exists()


@pytest.mark.parametrize("what", WRITES)
def test_whoever_was_struck_off_writes_no_more(what: str, cast: Cast, run: Run) -> None:
    client = cast.client("olga")
    cast.olga.is_active = False
    cast.olga.save()
    assert WRITES[what](client).status_code in (302, 401)
    assert not Operation.objects.exists()


def test_an_organiser_changes_no_question_of_another_meetup(cast: Cast, run: Run) -> None:
    asked = run.questions.get(key="framework")
    own = RunFactory(event=cast.otto.memberships.get().event, slug="own")
    for name in ("desk-question", "desk-delete-question"):
        for pk, status in ((run.pk, 403), (own.pk, 404)):
            address = reverse(name, args=[pk, asked.pk])
            response = cast.client("otto").post(address, {"wording": "Mine?", "sure": "on"})
            assert response.status_code == status
    assert run.questions.get(key="framework").wording == "Which?"


@pytest.mark.parametrize("what", WRITES)
def test_a_survey_that_is_not_there_is_not_found(what: str, cast: Cast) -> None:
    assert WRITES[what](cast.client("olga")).status_code == 404


def test_each_operation_is_answered_and_the_counts_come_back(cast: Cast, run: Run) -> None:
    rebuild()
    response = post(
        cast.client("olga"),
        operation(),
        operation(option="zope", kind="add", value=3, cell=""),
        operation(cell="lots"),
    )
    first, second, third = response.json()["results"]
    assert first["status"] == "applied"
    assert first["tally"] == {
        "raw": "12",
        "value": 12,
        "low": 10,
        "high": 14,
        "precision": "rough",
        "version": 1,
        "candidates": [],
    }
    assert (second["status"], second["tally"]["value"]) == ("applied", 3)
    assert third["status"] == "refused"
    assert "not a count" in third["reason"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert list(differences()) == []


def test_what_another_account_made_is_not_stored(cast: Cast, run: Run) -> None:
    """A page may outlive its session: what waited there is not whoever signed in since's."""
    sent = {"user": "sven", "operations": [operation()]}
    response = cast.client("olga").post(OPERATIONS, sent, content_type="application/json")
    assert response.status_code == 409
    assert "made by sven, and olga is signed in" in response.json()["detail"]
    assert not Operation.objects.exists()
    sent["user"] = "olga"
    response = cast.client("olga").post(OPERATIONS, sent, content_type="application/json")
    assert response.json()["results"][0]["status"] == "applied"


def test_two_devices_are_told_of_each_others_counts(cast: Cast, run: Run) -> None:
    client = cast.client("olga")
    post(client, operation(cell="=12", device="phone"))
    [result] = post(client, operation(cell="=15", device="desk")).json()["results"]
    assert result["status"] == "conflict"
    assert [each["value"] for each in result["tally"]["candidates"]] == [12, 15]
    sheet = client.get(OPERATIONS).json()
    assert sheet["cells"][0]["tally"]["candidates"] == result["tally"]["candidates"]


def test_what_comes_late_waits_in_the_sheet(cast: Cast, run: Run) -> None:
    Run.objects.update(state="closed")
    late = operation(kind="add", value=2, cell="")
    [result] = post(cast.client("olga"), late).json()["results"]
    assert result["status"] == "held"
    [waiting] = cast.client("edda").get(OPERATIONS).json()["waiting"]
    assert (waiting["uuid"], waiting["value"]) == (late["uuid"], 2)


def test_a_count_that_cannot_be_is_stored_and_pointed_out(cast: Cast, run: Run) -> None:
    body = post(cast.client("olga"), operation(cell="70")).json()
    [warning] = body["warnings"]
    assert (warning["question"], warning["option"]) == ("framework", "django")
    assert body["results"][0]["status"] == "applied"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"operations": [operation(cel="12")]}, "operations.0.cel"),
        ({"operations": [operation(), {}]}, "operations.1.uuid"),
        ({"operations": [operation(kind="drop")]}, "operations.0.kind"),
        ({"operations": [operation(cell="a\0b")]}, "operations.0.cell"),
        ({"operations": [operation(value=2**40)]}, "operations.0.value"),
        ({"operations": []}, "operations"),
        ({"operations": [operation()] * 201}, "operations"),
        ({"operation": []}, "operation"),
        ([], "body"),
    ],
)
def test_a_malformed_batch_is_refused_whole_and_says_where(
    body: Any, name: str, cast: Cast, run: Run
) -> None:
    response = cast.client("olga").post(OPERATIONS, body, content_type="application/json")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert name in {error["name"] for error in response.json()["errors"]}
    assert not Operation.objects.exists()


@pytest.mark.parametrize("body", ["{", "\0", '{"operations": [1e999]}'])
def test_what_is_no_json_is_a_client_error(body: str, cast: Cast, run: Run) -> None:
    response = cast.client("olga").post(OPERATIONS, body, content_type="application/json")
    assert response.status_code == 400


def test_another_sites_page_cannot_write(cast: Cast, run: Run) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.olga, "apps.people.auth.Backend")
    assert post(client, operation()).status_code == 403
    assert not Operation.objects.exists()


def test_files_of_a_draft_are_for_those_who_count(cast: Cast, run: Run) -> None:
    seen = {who: cast.client(who).get(CSV).status_code for who in WHO}
    assert seen == {
        "nobody": 404, "rita": 404, "otto": 404, "olga": 200, "sven": 200, "edda": 200,
    }  # fmt: skip
    Run.objects.update(state="closed")
    assert cast.client("nobody").get(JSON).status_code == 200


def test_a_file_is_stored_and_published(cast: Cast, run: Run) -> None:
    Run.objects.update(state="revealed")
    rebuild()
    table = "question,option,raw\r\nframework,django,~30\r\nframework,zope,-\r\n"
    response = cast.client("olga").put(CSV, table, content_type="text/csv")
    assert response.json() == {"changed": 2}
    assert Tally.objects.get(option__key="django").estimate.label() == "≈30"
    assert list(differences()) == []


def test_a_file_with_a_fault_stores_nothing_and_says_line_and_column(cast: Cast, run: Run) -> None:
    table = "question,option,raw\r\nframework,django,30\r\nframework,zope,plenty\r\n"
    response = cast.client("olga").put(CSV, table, content_type="text/csv")
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["name"] == "line 3, raw"
    assert not Operation.objects.exists()


def test_queries_do_not_grow_with_the_batch(
    cast: Cast, run: Run, django_assert_max_num_queries: Any
) -> None:
    client = cast.client("olga")
    post(client, operation())
    with django_assert_max_num_queries(40):
        post(client, *(operation(kind="add", value=1, cell="") for _ in range(100)))


def test_reading_a_run_needs_no_account_and_gives_every_count_with_its_bounds(
    cast: Cast, run: Run
) -> None:
    Run.objects.update(state="revealed")
    post(cast.client("olga"), operation())
    body = json.loads(Client().get("/api/v1/surveys/hands/").content)
    tally = body["questions"][0]["options"][0]["tally"]
    assert {name: tally[name] for name in ("raw", "value", "low", "high", "precision")} == {
        "raw": "12", "value": 12, "low": 10, "high": 14, "precision": "rough",
    }  # fmt: skip
    assert tally["denominator"] == "room"
    assert tally["share_of_room"] == {"low": 0.1724, "value": 0.24, "high": 0.3333}
    assert tally["share_of_hands"] == {"low": 1.0, "value": 1.0, "high": 1.0}


def test_nothing_of_an_open_run_is_public(cast: Cast, run: Run) -> None:
    post(cast.client("olga"), operation())
    for path in ("/api/v1/surveys/hands/", "/surveys/hands/", "/surveys/hands.csv", CSV):
        assert Client().get(path).status_code == 404, path


@pytest.mark.parametrize(("scope", "status"), [("surveys", 200), ("talks", 403)])
def test_a_key_enters_counts_if_it_is_for_surveys(
    scope: str, status: int, cast: Cast, run: Run
) -> None:
    _, secret = ApiToken.objects.create(user=cast.olga, name="hall", scopes=[scope])
    sent = Client().post(
        OPERATIONS,
        {"operations": [operation()]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert sent.status_code == status
    assert Operation.objects.exists() == (status == 200)
