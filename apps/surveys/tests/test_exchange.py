"""Files out and in: what goes out comes in as it was, and what is wrong is said with its place."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.core.csv_cells import guarded, unguarded
from apps.surveys import exporting
from apps.surveys.errors import Faulty
from apps.surveys.importing import import_csv, import_json
from apps.surveys.models import Operation, Question, Run, Tally
from apps.surveys.tests.conftest import Cast
from tests.factories.surveys import RunFactory

#: What PostgreSQL holds; with what spreadsheets run, and what separates things in one cell
TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
    st.text("'=+-@＝＋\t\r\n;\\,\" h~1", max_size=8),
)
WORDS = TEXTS.filter(bool)
#: No count: it comes in only where the file says itself that nobody knows what it means
TORN = "2,5000"
CELLS = st.sampled_from(
    ["", "0", "12", "=12", "~12", "12-15", "h", "-", "(handful)", "about 50", TORN, "=4", "4"]
)


def whole(run: Run) -> Any:
    return Run.objects.whole().get(pk=run.pk)


@given(TEXTS)
def test_a_guarded_cell_comes_back_and_is_no_formula(text: str) -> None:
    cell = str(guarded(text))
    assert unguarded(cell) == text
    assert not cell.lstrip(" ").startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("cell", ["=12", "-", "~12", "h", "'tis", "12-15", ""])
def test_what_people_type_without_a_guard_is_taken_as_it_is(cell: str) -> None:
    assert unguarded(cell) == cell


class TestRoundTrips(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "wording": WORDS,
                    "note": TEXTS,
                    "mode": st.sampled_from(["single", "multi"]),
                    "announced": st.booleans(),
                    "options": st.lists(
                        st.fixed_dictionaries(
                            {
                                "label": WORDS,
                                "examples": st.lists(WORDS, max_size=2),
                                "merged": st.lists(WORDS, max_size=2),
                                "raw": CELLS,
                                "published_note": TEXTS,
                            }
                        ),
                        max_size=3,
                    ),
                }
            ),
            max_size=3,
        ),
        TEXTS,
    )
    def test_out_in_and_out_again_gives_the_same_bytes(
        self, questions: list[dict[str, Any]], method: str
    ) -> None:
        document = {
            "format": exporting.FORMAT,
            "method": method,
            "head_count": {"raw": "about 50"},
            "questions": [
                {
                    **question,
                    "key": f"q{n}",
                    "options": [_option(m, option) for m, option in enumerate(question["options"])],
                }
                for n, question in enumerate(questions)
            ],
        }
        first, second, third = (RunFactory(title="Same", slug=f"same-{n}") for n in range(3))
        import_json(first, json.dumps(document).encode(), None)
        as_json, as_csv = exporting.as_json(whole(first)), exporting.as_csv(whole(first))

        import_json(second, as_json, None)
        assert exporting.as_json(whole(second)) == as_json
        assert exporting.as_csv(whole(second)) == as_csv

        import_csv(third, as_csv.encode(), None)
        assert exporting.as_csv(whole(third)) == as_csv

        assert import_csv(third, as_csv.encode(), None) == 0, "nothing is new the second time"


def _option(n: int, option: dict[str, Any]) -> dict[str, Any]:
    tally = {"raw": option["raw"], "published_note": option["published_note"]}
    if option["raw"] == TORN:
        tally["precision"] = "unknown"
    told = {name: option[name] for name in ("label", "examples", "merged")}
    return {**told, "key": f"o{n}", "tally": tally}


def table(*rows: str) -> bytes:
    return "\r\n".join(rows).encode()


HEADER = "question,wording,option,label,raw"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (table(HEADER, "q,What?,a,A,lots"), ["line 2, raw"]),
        (table(HEADER, "q,What?,a,A,12", "q,What?,b,B,9-3"), ["line 3, raw"]),
        (table(HEADER, 'q,"What\nnow?",a,A,12', "q,,b,B,12"), ["line 4, wording"]),
        (table(HEADER, "q,What?,a,A,1", "q,What?,a,A,1"), ["line 3, option"]),
        (table(HEADER, "q,,a,A,1"), ["line 2, wording"]),
        (table(HEADER, "q,What?,a,,1"), ["line 2, label"]),
        (table(HEADER, "not a slug,What?,a,A,1"), ["line 2, question"]),
        (table(HEADER, "q,What?,a,A"), ["line 2"]),
        (table("question,option,colour", "q,a,red"), ["line 1, colour"]),
        (table("question,question,option", "q,q,a"), ["line 1, question"]),
        (table("question", "q"), ["line 1, option"]),
        (b"", ["line 1, question", "line 1, option"]),
        (table(HEADER, 'q,"What?,a'), ["line 2"]),
        (b"\xff\xfea", ["line 1"]),
        (table(HEADER, "q,What?,a,A\0,1"), ["line 2, label"]),
        (table(f"{HEADER},value", "q,What?,a,A,12,13"), ["line 2, value"]),
        (table(f"{HEADER},precision", "q,What?,a,A,=12,rough"), ["line 2, precision"]),
        (table(f"{HEADER},rule", "q,What?,a,A,12,v9"), ["line 2, rule"]),
        (table(f"{HEADER},published_share", "q,What?,a,A,12,130"), ["line 2, published_share"]),
        (table(f"{HEADER},first_line,last_line", "q,What?,a,A,12,9,3"), ["line 2, last_line"]),
        (table(HEADER, "q,What?,a,A,4000000000"), ["line 2, raw"]),
    ],
)
@pytest.mark.django_db
def test_a_faulty_file_says_where_and_stores_nothing(data: bytes, expected: list[str]) -> None:
    run = RunFactory()
    with pytest.raises(Faulty) as caught:
        import_csv(run, data, None)
    places = [str(fault).partition(":")[0] for fault in caught.value.faults]
    assert places == expected
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], ""),
        ({"format": "something else"}, "format"),
        ({"format": exporting.FORMAT, "colour": "red"}, "colour"),
        ({"format": exporting.FORMAT, "title": ""}, "title"),
        ({"format": exporting.FORMAT, "head_count": {"raw": "many"}}, "raw"),
        ({"format": exporting.FORMAT, "questions": {}}, "questions"),
        (
            {"format": exporting.FORMAT, "questions": [{"key": "q", "wording": ["What?"]}]},
            "questions[0].wording",
        ),
        (
            {
                "format": exporting.FORMAT,
                "questions": [
                    {
                        "key": "q",
                        "wording": "What?",
                        "options": [{"key": "a", "label": "A", "tally": {"raw": "lots"}}],
                    }
                ],
            },
            "questions[0].options[0].raw",
        ),
    ],
)
@pytest.mark.django_db
def test_faulty_json_says_where_and_stores_nothing(document: Any, place: str) -> None:
    run = RunFactory(title="As it was")
    with pytest.raises(Faulty) as caught:
        import_json(run, json.dumps(document).encode(), None)
    assert place in [fault.column for fault in caught.value.faults]
    assert not Question.objects.exists()
    assert Run.objects.get().title == "As it was"


@pytest.mark.django_db
def test_a_closed_survey_takes_no_file() -> None:
    with pytest.raises(Faulty, match="is closed"):
        import_csv(RunFactory(state="closed"), table(HEADER, "q,What?,a,A,1"), None)


def test_a_spreadsheet_with_a_few_columns_changes_what_it_has(run: Run) -> None:
    changed = import_csv(run, table("question,option,raw", "framework,zope,~7"), None)
    assert changed == 1
    labels = {t.option.key: t.estimate.label() for t in Tally.objects.select_related("option")}
    assert labels == {"django": "unknown", "zope": "≈7", "cake": "unknown", "tea": "unknown"}
    assert [q.wording for q in Question.objects.all()] == ["Which?", "What?"]


def test_figures_alone_say_what_was_written(run: Run) -> None:
    rows = table("question,option,value,precision", "framework,zope,7,rough")
    import_csv(run, rows, None)
    assert Tally.objects.get(option__key="zope").raw == "~7"


def test_a_count_that_a_file_sets_is_in_the_log(run: Run, cast: Cast) -> None:
    import_csv(run, table("question,option,raw", "framework,zope,7"), cast.olga)
    operation = Operation.objects.get()
    assert (operation.actor, operation.kind, operation.cell) == (cast.olga, "set", "7")


def test_what_went_out_is_no_formula_in_any_cell(run: Run) -> None:
    import_csv(run, table(HEADER, "q,=1+1,a,@SUM(A1),-"), None)
    for row in csv.reader(io.StringIO(exporting.as_csv(whole(run)))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_file_goes_in_by_the_page(run: Run, cast: Cast) -> None:
    client = cast.client("olga")
    good = SimpleUploadedFile("counts.csv", table("question,option,raw", "framework,zope,7"))
    response = client.post("/surveys/hands/import/", {"file": good})
    assert "Stored: 1 count changed." in response.content.decode()

    bad = SimpleUploadedFile("counts.csv", table("question,option,raw", "framework,zope,x"))
    response = client.post("/surveys/hands/import/", {"file": bad})
    assert response.status_code == 400
    page = response.content.decode()
    assert "Nothing was stored" in page
    assert '<td class="n">2</td><td>raw</td>' in page
    assert Tally.objects.get(option__key="zope").raw == "7"
