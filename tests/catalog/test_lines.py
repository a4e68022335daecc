"""Records as lines of CSV: stored when they are written, and what a spreadsheet reads of them."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog import columns, publishing, serving
from apps.catalog.kinds import kind_named
from apps.catalog.models import Document
from apps.core.csv_cells import FORMULA, guarded
from apps.events.models import Session
from tests.factories import AppearanceFactory, RecordingFactory, SessionFactory
from tests.factories.feeds import EntryFactory

TALKS = "/api/v1/talks/"
#: What CSV, spreadsheets or the marks in stored texts could trip over
ODD = ["=1+1", "\x01=1+1", "＝cmd", '"\\u0000/x', 'a "quote", a comma', "two\nlines", "'tis", "Ł"]


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    serving.forget()


@pytest.fixture
def odd_talks(db: None) -> list[Session]:
    """Talks with odd titles, several speakers, topics and recordings, or none."""
    bare = [SessionFactory(title=title, summary=title) for title in ODD[:4]]
    full = [SessionFactory(title=title, body=title, topics=["A", "=B"]) for title in ODD[4:]]
    for talk in full:
        AppearanceFactory(session=talk, person__name=f"-{talk.title}", affiliations=["+X", "Y"])
        AppearanceFactory(session=talk, affiliations=[])
        RecordingFactory(session=talk)
    publishing.publish(*bare, *full)
    return [*bare, *full]


def body(client: Client, url: str) -> str:
    response: Any = client.get(url)
    assert response.status_code == 200, response.content
    return b"".join(response if response.streaming else [response.content]).decode()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.usefixtures("odd_talks")
class TestStored:
    def test_no_cell_read_back_begins_a_formula(self, client: Client) -> None:
        for url in (f"{TALKS}?format=csv", "/api/v1/dumps/talks.csv", "/api/v1/dumps/all.csv"):
            cells = [cell for row in rows(body(client, url)) for cell in row.values()]
            assert cells
            assert [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA)] == []

    @pytest.mark.parametrize("page", ["", "&limit=3", "&order=title", "&topic=a"])
    def test_they_are_the_bytes_that_the_records_would_give_now(
        self, client: Client, page: str
    ) -> None:
        """All fields asked for by name are made from JSON as the answer is sent."""
        every = ",".join(kind_named("talk").fields(whole=False))
        afresh = body(client, f"{TALKS}?format=csv&fields={every}{page}")
        assert body(client, f"{TALKS}?format=csv{page}") == afresh.replace("\x01", "\ufffd")
        assert len(rows(afresh)) >= 3

    def test_a_dump_has_what_the_records_say(self, client: Client) -> None:
        lines = {row["id"]: row for row in rows(body(client, "/api/v1/dumps/talks.csv"))}
        for line in lines.values():
            record = client.get(f"{TALKS}{line['id']}/").json()
            assert line["url"] == record["url"]
            assert line["body"] == guarded(record["body"]).replace("\x01", "\ufffd")
            names = "; ".join(each["name"] for each in record["appearances"])
            assert line["appearances.name"] == guarded(names)

    def test_addresses_have_the_host_that_was_asked(self, client: Client) -> None:
        asked: Any = client.get(f"{TALKS}?format=csv", SERVER_NAME="127.0.0.1")
        for row in rows(b"".join(asked).decode()):
            assert row["url"] == f"http://127.0.0.1/api/v1/talks/{row['id']}/"


def test_a_line_follows_what_it_shows(client: Client, db: None) -> None:
    talk = AppearanceFactory(person__name="Ada Byron").session
    publishing.publish(talk)
    assert rows(body(client, f"{TALKS}?format=csv"))[0]["speakers.name"] == "Ada Byron"
    person = talk.appearances.get().person
    person.name = "Ada Lovelace"
    person.save()
    publishing.publish(person)
    assert rows(body(client, f"{TALKS}?format=csv"))[0]["speakers.name"] == "Ada Lovelace"


@pytest.mark.django_db
def test_a_table_of_entries_has_no_html(client: Client) -> None:
    publishing.publish(EntryFactory(title="Post", content="<p>Words</p>" * 3000))

    (row,) = rows(body(client, "/api/v1/dumps/entries.csv"))

    assert row["title"] == "Post"
    assert "content" not in row
    assert "<p>Words</p>" in body(client, "/api/v1/dumps/entries.ndjson")


@pytest.mark.django_db
def test_nothing_is_left_of_a_withdrawn_record_in_a_line() -> None:
    talk = SessionFactory(title="Regretted")
    publishing.publish(talk)
    assert "Regretted" in Document.objects.get(kind="talk").detail_line
    talk.delete()
    publishing.publish_ids({"talk": [talk.pk or Document.objects.get(kind="talk").object_id]})
    grave = Document.objects.get(kind="talk")
    assert (grave.card_line, grave.detail_line) == ("", "")


TABLE: columns.Columns = {"a": {}, "b": {"c": {}, "d": {"e": {}}}}
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "x", "=y", "a,b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from("ab"), values), max_size=4))
def test_columns_have_what_the_cells_would_one_by_one(records: list[dict[str, Any]]) -> None:
    paths = (("a",), ("b", "c"), ("b", "d", "e"))
    expected = [[guarded(cell(at(record, path))) for path in paths] for record in records]
    read = csv.reader(io.StringIO("".join(columns.lines(records, TABLE)), newline=""))
    assert list(read) == expected


def at(value: Any, path: tuple[str, ...]) -> Any:
    """What is at the path; of a list, what is at the path of each."""
    if isinstance(value, list):
        return [at(each, path) for each in value]
    if not path:
        return value
    return at(value.get(path[0]) if isinstance(value, dict) else None, path[1:])


def cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(cell(each) for each in flat(value))
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def flat(many: list[Any]) -> list[Any]:
    return [one for each in many for one in (flat(each) if isinstance(each, list) else [each])]
