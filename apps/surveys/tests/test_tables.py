"""Tables as people have them: right, or told with line and column, and nothing stored by half."""

from typing import Any

import pytest

from apps.surveys.errors import Faulty
from apps.surveys.importing import import_csv
from apps.surveys.models import Run, Tally
from tests.factories.surveys import RunFactory

pytestmark = pytest.mark.django_db

OURS = "question,wording,option,label,raw\nweb,Which?,django,Django,12\nweb,Which?,flask,Flask,~5\n"
PLAIN = "Question,Answer,Count\nWhich framework?,Django,12\nWhich framework?,Flask,~5\n"


def counts(run: Run) -> list[tuple[str, str, Any]]:
    tallies = Tally.objects.filter(option__question__run=run).order_by("option__position")
    return [(each.option.question.key, each.option.key, each.estimate.value) for each in tallies]


@pytest.mark.parametrize(
    "data",
    [
        OURS.encode(),
        OURS.encode("utf-8-sig"),
        OURS.replace(",", ";").encode(),
        OURS.replace(",", "\t").encode("utf-16"),
        OURS.replace(",", "\t").encode("utf-16-le"),
        OURS.encode("utf-16-be"),
        ("sep=;\r\n" + OURS.replace(",", ";").replace("\n", "\r\n")).encode(),
        OURS.replace("question,wording", "Question, Wording ").encode(),
        OURS.replace("\n", ",,\n").encode() + b",,,,,,\n\n",
        OURS.replace(",12", ",12.0").encode(),
        OURS.replace(",", ";").replace(";12", ";12,00").encode(),
    ],
    ids=["as it was", "with a mark", "semicolons", "Unicode text", "without its mark", "big end",
         "sep=", "capitals and blanks", "empty cells around", "12.0", "12,00"],
)  # fmt: skip
def test_what_spreadsheets_make_of_a_file_comes_in_as_the_file(data: bytes) -> None:
    run = RunFactory()
    assert import_csv(run, data, None) == 2
    assert counts(run) == [("web", "django", 12), ("web", "flask", 5)]
    assert import_csv(run, OURS.encode(), None) in (0, 1)  # 12.0 was written otherwise


@pytest.mark.parametrize(
    "text", [PLAIN, PLAIN.replace("\nWhich framework?,Flask", "\n,Flask"), PLAIN.replace(",", ";")]
)
def test_a_plain_table_needs_no_keys(text: str) -> None:
    run = RunFactory()
    import_csv(run, text.encode(), None)
    expected = [("which-framework", "django", 12), ("which-framework", "flask", 5)]
    assert counts(run) == expected
    assert import_csv(run, text.encode(), None) == 0
    assert counts(run) == expected


def test_a_plain_table_finds_what_the_run_asks_already() -> None:
    run = RunFactory()
    import_csv(run, OURS.encode(), None)
    import_csv(run, b"question;answer;count\nWHICH?;django;=7\nweb;FLASK;8\n", None)
    assert counts(run) == [("web", "django", 7), ("web", "flask", 8)]
    (question,) = run.questions.all()
    labels = [option.label for option in question.options.all()]
    assert (question.wording, labels) == ("Which?", ["Django", "Flask"])


def test_words_that_make_the_same_key_stay_apart() -> None:
    run = RunFactory()
    text = "question,answer,count\nC?,C,1\nC?,C++,2\nC?,C#,3\n?!,...,4\n"
    import_csv(run, text.encode(), None)
    assert counts(run) == [
        ("c", "c", 1), ("question", "answer", 4), ("c", "c-2", 2), ("c", "c-3", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (PLAIN + "Total,,17\n", "line 4, answer"),
        (PLAIN + "Which framework?,Total,17\n", "line 4, answer"),
        (PLAIN + "Which framework?,,17\n", "line 4, answer"),
        ("question,answer,count\n,Django,17\n", "line 2, question"),
        (PLAIN + "Which framework?,Django,17\n", "line 4, option"),
        (PLAIN.replace("12", "33 %"), "line 2, raw"),
        (PLAIN.replace("12", "n/a"), "line 2, raw"),
        (PLAIN.replace("12", '"12,5"'), "line 2, raw"),
        (PLAIN.replace("12", "=1+1"), "line 2, raw"),
        (PLAIN.replace("Count", "Count,Percentage"), "line 1, percentage"),
        (PLAIN.replace("~5", "~5,x"), "line 3"),
        ("sep=;\nquestion;answer;count\nA;B;x\n", "line 3, raw"),
        ("Timestamp,Which framework?\n2026/01/01,Django\n", "line 1, timestamp"),
        ("PK\x03\x04", "The file"),
        ("<html><body>Sign in</body></html>", "line 1, <html><body>sign in</body></html>"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, place: str) -> None:
    run = RunFactory()
    with pytest.raises(Faulty) as caught:
        import_csv(run, text.encode(), None)
    assert str(caught.value.faults[0]).partition(":")[0] == place
    assert counts(run) == []
    assert not run.questions.exists()
