"""What blocks, what to use instead, who said so and when (mission B9)."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.porting.checking import check, is_needed
from apps.porting.models import Status
from apps.porting.requirements import read
from apps.porting.tests.conftest import TALK_DAY, World
from tests.factories import PackageFactory
from tests.factories.porting import StatusFactory
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

PAGE = "/porting/check/"
API = "/api/v1/porting/check/"
LIST = "Django_Compressor==1.2\nsouth\nnobody-knows\n-r more.txt\nwrong line\n"


def ask(client: Any, **question: Any) -> Any:
    return client.post(API, json.dumps(question), content_type="application/json")


def test_the_worst_comes_first_with_its_reasons(client: Any, world: World) -> None:
    answer = ask(client, requirements=LIST, as_of="2013-07-05").json()
    assert [(each["name"], each["verdict"]) for each in answer["packages"]] == [
        ("django-compressor", "does-not"),
        ("nobody-knows", "nothing-said"),
        ("South", "works"),
    ]
    blocks = answer["packages"][0]
    (said,) = blocks["statuses"]
    assert (said["said_by"]["name"], said["as_of"]) == ("Jacob Kaplan-Moss", "2013-07-05")
    assert said["reason"] == "Not ported."
    assert [each["package"]["slug"] for each in blocks["alternatives"]] == ["django-pipeline"]
    assert blocks["alternatives"][0]["verdict"] == "nothing-said"
    assert blocks["wanted"] == [{"line": 1, "written": "Django_Compressor==1.2"}]


def test_the_same_list_on_other_days(client: Any, world: World) -> None:
    def verdict(day: str | None) -> str:
        answer = ask(client, requirements="django-compressor", as_of=day).json()
        return str(answer["packages"][0]["verdict"])

    assert verdict("2013-01-01") == "nothing-said"
    assert verdict("2013-07-05") == "does-not"
    assert verdict(None) == "works"


def test_every_line_is_accounted_for(client: Any, world: World) -> None:
    answer = ask(client, requirements=LIST).json()
    assert [(each["line"], each["is_fault"]) for each in answer["skipped"]] == [
        (4, False),
        (5, True),
    ]
    assert sum(answer["counts"].values()) == len(answer["packages"]) == 3


def test_an_alternative_that_does_not_work_either_says_so(world: World) -> None:
    StatusFactory(package=world.pipeline, as_of=TALK_DAY)
    (finding,) = check(read("django-compressor").wanted, as_of=TALK_DAY).findings
    assert [each.verdict for each in finding.alternatives] == ["does-not"]


def test_statements_that_differ_are_all_there(world: World) -> None:
    StatusFactory(package=world.compressor, verdict="works", as_of=TALK_DAY)
    (finding,) = check(read("django-compressor").wanted, as_of=TALK_DAY).findings
    assert finding.is_disputed
    assert {status.verdict for status in finding.statuses} == {"works", "does-not"}
    assert finding.verdict == "does-not"


def test_what_only_python_2_needs_does_not_block(world: World) -> None:
    text = 'django-compressor; python_version < "3"\n'
    (finding,) = check(read(text).wanted, as_of=TALK_DAY).findings
    assert finding.verdict == "not-needed"
    both = text + "django-compressor\n"
    (finding,) = check(read(both).wanted, as_of=TALK_DAY).findings
    assert (finding.verdict, finding.lines) == ("does-not", [1, 2])


@pytest.mark.parametrize(
    ("marker", "needed"),
    [
        ("", True),
        ('python_version < "3"', False),
        ('python_version < "3.4"', True),
        ('python_full_version < "2.7.9"', False),
        ('sys_platform == "win32"', True),
        ('python_version < "3" and extra == "x"', True),
        ("nonsense", True),
    ],
)
def test_markers(marker: str, needed: bool) -> None:
    assert is_needed(marker, "Python 3") is needed


def test_another_target_knows_only_what_was_said_of_it(world: World) -> None:
    (finding,) = check(read("django-compressor").wanted, target="PyPy").findings
    assert finding.verdict == "nothing-said"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ({}, "requirements"),
        ({"requirements": ""}, "requirements"),
        ({"requirements": ["django"]}, "requirements"),
        ({"requirements": "django", "as_of": "yesterday"}, "as_of"),
        ({"requirements": "django", "as_of": "2960-11-2"}, "as_of"),
        ({"requirements": "a" * 1_000_001}, "requirements"),
        ({"requirements": "django", "target": "x" * 101}, "target"),
        ({"requirements": "\n".join(f"p{n}" for n in range(2001))}, "requirements"),
    ],
)
def test_a_question_that_cannot_be_answered_is_a_problem(
    client: Any, db: None, question: dict[str, Any], name: str
) -> None:
    response = ask(client, **question)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [error["name"] for error in response.json()["errors"]] == [name]


@pytest.mark.parametrize("body", ["{", "[]", "5", '"django"'])
def test_a_body_that_is_no_question_is_a_problem(client: Any, db: None, body: str) -> None:
    response = client.post(API, body, content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert client.post(API, "x", content_type="text/plain").status_code == 415
    assert client.get(API).status_code == 405


def test_a_short_list_gets_an_address_to_share(client: Any, world: World) -> None:
    sent = client.post(PAGE, {"requirements": LIST, "as_of": "2013-07-05"})
    assert sent.status_code == 302
    page = Page(client.get(sent["Location"]))
    assert page.faults == []
    assert "1 of 3 packages does not work on Python 3, as of 5 July 2013" in page.main
    assert "said by Jacob Kaplan-Moss" in page.main
    assert page.link("django-pipeline") == "/packages/django-pipeline/"
    assert "wrong line" in page.main


def test_an_answer_may_be_kept_until_somebody_says_something_new(client: Any, world: World) -> None:
    question = {"requirements": "south"}
    first = client.get(PAGE, question)
    condition = {"if-none-match": first["ETag"]}
    assert client.get(PAGE, question, headers=condition).status_code == 304
    StatusFactory(package=world.south)
    assert client.get(PAGE, question, headers=condition).status_code == 200


def test_a_long_list_is_answered_at_once_and_not_kept(client: Any, world: World) -> None:
    before = Status.objects.count()
    long = LIST + "".join(f"package-number-{n}\n" for n in range(300))
    answered = client.post(PAGE, {"requirements": long})
    assert answered.status_code == 200
    assert answered["Cache-Control"] == "no-store"
    assert not answered.cookies
    assert "package-number-299" in Page(answered).main
    assert Status.objects.count() == before


def test_a_file_can_be_sent_in_any_common_encoding(client: Any, world: World) -> None:
    for data in (LIST.encode(), b"\xef\xbb\xbf" + LIST.encode(), LIST.encode("utf-16")):
        file = SimpleUploadedFile("requirements.txt", data)
        sent = client.post(PAGE, {"file": file, "as_of": "2013-07-05"}, follow=True)
        assert "django-compressor" in Page(sent).names


def test_answers_as_json_and_csv(client: Any, world: World) -> None:
    question = {"requirements": LIST + "=cmd\n", "as_of": "2013-07-05"}
    as_json = client.get(PAGE, question | {"format": "json"}).json()
    assert as_json["counts"]["does-not"] == 1
    text = client.get(PAGE, question | {"format": "csv"}).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0] | {"reason": ""} == {
        "package": "django-compressor",
        "lines": "1",
        "verdict": "does-not",
        "as_of": "2013-07-05",
        "reason": "",
        "alternatives": "django-pipeline",
        "said_by": "Jacob Kaplan-Moss",
        "said_in": "Porting apps",
    }
    assert rows[-1]["package"] == "'=cmd"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"requirements": " "}, "Paste some requirements"),
        ({"requirements": "django", "as_of": "x"}, "2013-07-05"),
        ({"requirements": "\n".join(f"p{n}" for n in range(2001))}, "2,000 packages"),
    ],
)
def test_a_form_that_cannot_be_used_says_why_and_loses_nothing(
    client: Any, db: None, question: dict[str, str], said: str
) -> None:
    answered = client.post(PAGE, question)
    page = Page(answered)
    assert answered.status_code == 400
    assert page.faults == []
    assert said in page.one("div", role="alert").text
    assert page.one("textarea").text == " ".join(question["requirements"].split())


def test_scripts_in_a_list_are_shown_and_do_not_run(client: Any, db: None) -> None:
    page = Page(client.get(PAGE, {"requirements": "<script>alert(1)</script>"}))
    assert page.scripts == []
    assert "<script>alert(1)</script>" in page.main


def test_queries_do_not_grow_with_the_list(world: World) -> None:
    def cost(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            check(read(text).wanted)
        return len(queries)

    few = cost("django-compressor")
    for n in range(20):
        StatusFactory(package=PackageFactory(name=f"p{n}"), alternatives=[world.south])
    assert cost("\n".join(f"p{n}" for n in range(20))) <= few + 4 <= 14


def test_a_list_with_a_password_gets_no_address(client: Any, world: World) -> None:
    """Addresses are kept in logs, in histories, and passed on."""
    asked = "--index-url https://me:secret@packages.example.org/simple\nDjango\n"
    response = client.post(PAGE, {"requirements": asked})
    assert response.status_code == 200
    assert "secret@" not in str(response.headers)
    assert response.headers["Cache-Control"] == "no-store"
    assert "requirements=" not in response.content.decode()
