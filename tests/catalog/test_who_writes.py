"""Reviews, notes, statuses and talks written by the API: who may, and what each refuses."""

from collections.abc import Iterator
from typing import Any

import pytest

from apps.catalog import checking, publishing, serving
from apps.core.models import Revision
from apps.events.models import Session
from apps.guides.models import Note
from apps.people.models import User
from apps.porting.models import Status
from apps.reviews.models import Review
from tests.catalog.test_writes import Api, account, problem_of, token_of
from tests.factories import (
    EventFactory,
    MembershipFactory,
    PackageFactory,
    PersonFactory,
    SessionFactory,
)
from tests.factories.reviews import BookFactory

pytestmark = pytest.mark.django_db

NEW: dict[str, dict[str, Any]] = {
    "reviews": {
        "book": "snakes",
        "title": "A look",
        "reviewer_name": "Rex Reader",
        "body": "Good on *trains*.",
        "topics": ["Web"],
        "comments": [{"part": "Chapter 4", "page": "75", "text": "Too short."}],
        "verdicts": [{"reader": "a beginner", "advice": "buy"}],
    },
    "notes": {"title": "On ropes", "author": "rex-reader", "body": "Coil them.", "topics": ["Web"]},
    "statuses": {
        "package": "rope",
        "verdict": "does-not",
        "reason": "It imports StringIO.",
        "as_of": "2013-04-01",
        "said_by": "rex-reader",
        "alternatives": [{"package": "twine", "note": "smaller"}],
    },
}
KINDS = list(NEW)
MODELS: dict[str, Any] = {"reviews": Review, "notes": Note, "statuses": Status}
#: A field that can be changed, and its new value
CHANGE = {
    "reviews": {"verdict": "Buy it."},
    "notes": {"body": "Do not coil them."},
    "statuses": {"reason": "It imports urllib2."},
}


@pytest.fixture(autouse=True)
def _world() -> Iterator[None]:
    serving.forget()
    person = PersonFactory(name="Rex Reader", slug="rex-reader")
    book = BookFactory(title="Snakes", slug="snakes")
    packages = [PackageFactory(name=name) for name in ("rope", "twine")]
    publishing.publish(person, book, *packages)
    yield
    serving.forget()


@pytest.fixture
def wren() -> User:
    return account("wren", "writer")


@pytest.fixture
def api(wren: User) -> Api:
    return Api(token_of(wren, *KINDS))


def with_role(name: str, role: str) -> Api:
    return Api(token_of(account(name, role), *KINDS, "talks"))


def url(plural: str) -> str:
    return f"/api/v1/{plural}/"


def made(api: Api, plural: str) -> str:
    """The path of a new record."""
    response = api.send("POST", url(plural), NEW[plural])
    assert response.status_code == 201, response.content
    return str(response["Location"]).removeprefix("http://testserver")


@pytest.mark.parametrize("plural", KINDS)
class TestEachKind:
    def test_is_there_at_once(self, plural: str, api: Api) -> None:
        response = api.send("POST", url(plural), NEW[plural])
        assert response.status_code == 201, response.content
        got = api.client.get(response["Location"])
        assert got.json() == response.json()
        assert got["ETag"] == response["ETag"]
        assert "rex-reader" in got.content.decode()
        assert list(checking.differences()) == []

    def test_changes_where_it_was_asked_to(self, plural: str, api: Api) -> None:
        path = made(api, plural)
        before = api.client.get(path).json()
        changed = api.send("PATCH", path, CHANGE[plural])
        assert changed.status_code == 200, changed.content
        after = changed.json()
        differing = {name for name in after if after[name] != before[name]}
        assert set(CHANGE[plural]) <= differing
        assert differing <= {*CHANGE[plural], "updated_at", "body_html"}
        assert list(checking.differences()) == []

    def test_not_over_somebody_elses_change(self, plural: str, api: Api) -> None:
        path = made(api, plural)
        seen = api.client.get(path)["ETag"]
        assert api.send("PATCH", path, CHANGE[plural], If_Match=seen).status_code == 200
        problem_of(api.send("PATCH", path, CHANGE[plural], If_Match=seen), 412)
        problem_of(api.send("DELETE", path, If_Match=seen), 412)

    def test_sent_twice_is_made_once(self, plural: str, api: Api) -> None:
        first = api.send("POST", url(plural), NEW[plural], Idempotency_Key="k")
        again = api.send("POST", url(plural), NEW[plural], Idempotency_Key="k")
        assert again.json() == first.json()
        assert api.client.get(url(plural)).json()["count"] == 1

    def test_unknown_keys_are_named(self, plural: str, api: Api) -> None:
        problem = problem_of(api.send("POST", url(plural), {**NEW[plural], "colour": "red"}), 400)
        assert [error["name"] for error in problem["errors"]] == ["colour"]
        problem_of(api.send("PATCH", made(api, plural), {"created_by": 1}), 400)

    @pytest.mark.parametrize(
        ("who", "add", "change"),
        [
            ("anonymous", 401, 401),
            ("reader", 403, 403),
            ("organiser", 403, 403),
            ("owner with a token for talks", 403, 403),
            ("another writer", 201, 403),
            ("owner", 201, 200),
            ("editor", 201, 200),
        ],
    )
    def test_who_may_what(
        self, plural: str, who: str, add: int, change: int, api: Api, wren: User
    ) -> None:
        """What one entered, an editor changes besides, and nobody else."""
        path = made(api, plural)
        someone = {
            "anonymous": Api,
            "another writer": lambda: with_role("olga", "writer"),
            "owner with a token for talks": lambda: Api(token_of(wren, "talks")),
            "owner": lambda: api,
        }.get(who, lambda: with_role("edda", who))()
        assert someone.send("POST", url(plural), NEW[plural]).status_code == add
        changed = someone.send("PATCH", path, CHANGE[plural])
        taken = someone.send("DELETE", path)
        if change == 200:
            assert (changed.status_code, taken.status_code) == (200, 204)
            assert api.client.get(path).status_code == 410
        else:
            problem_of(changed, change)
            problem_of(taken, change)
            assert api.client.get(path).status_code == 200

    def test_what_was_imported_is_nobodys(self, plural: str, api: Api) -> None:
        path = made(api, plural)
        MODELS[plural].objects.update(created_by=None)
        problem_of(api.send("PATCH", path, CHANGE[plural]), 403)
        assert with_role("edda", "editor").send("PATCH", path, CHANGE[plural]).status_code == 200

    def test_whose_it_is_stays(self, plural: str, api: Api, wren: User) -> None:
        path = made(api, plural)
        with_role("edda", "editor").send("PATCH", path, CHANGE[plural])
        assert MODELS[plural].objects.get().created_by == wren

    def test_an_editor_changes_and_takes_back_anything(self, plural: str, api: Api) -> None:
        path = made(api, plural)
        editor = with_role("edda", "editor")
        assert editor.send("PATCH", path, CHANGE[plural]).status_code == 200
        assert editor.send("DELETE", path).status_code == 204
        assert api.client.get(path).status_code == 410
        assert list(checking.differences()) == []
        again = editor.send("PATCH", path, CHANGE[plural])
        problem_of(again, 404 if plural == "statuses" else 409)


class TestReviews:
    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"book": "nothing"}, "book"),
            ({"reviewer_name": ""}, "reviewer"),
            ({"reviewer": "rex-reader"}, "reviewer"),
            ({"body": ""}, "body"),
            ({"written_on": "2199-01-01"}, "written_on"),
            ({"written_on": "0900-01-01"}, "written_on"),
            ({"scope": "guessed"}, "scope"),
            ({"state": "withdrawn"}, "state"),
            ({"verdicts": [{"reader": "a beginner"}]}, "verdicts"),
            (
                {"verdicts": [{"reader": "a", "text": "x"}, {"reader": "a", "text": "y"}]},
                "verdicts",
            ),
            ({"comments": [{"part": "1"}]}, "comments"),
            ({"answers_url": "javascript:alert(1)"}, "answers_url"),
        ],
    )
    def test_what_is_wrong_is_named(self, api: Api, change: dict[str, Any], name: str) -> None:
        problem = problem_of(api.send("POST", url("reviews"), {**NEW["reviews"], **change}), 400)
        assert {error["name"].split(".")[0] for error in problem["errors"]} == {name}
        assert not Review.objects.exists()

    def test_of_a_book_that_is_not_public(self, api: Api) -> None:
        BookFactory(slug="hidden", state="draft")
        problem_of(api.send("POST", url("reviews"), {**NEW["reviews"], "book": "hidden"}), 400)

    def test_it_stays_with_its_book(self, api: Api) -> None:
        BookFactory(slug="other")
        problem_of(api.send("PATCH", made(api, "reviews"), {"book": "other"}), 400)

    def test_its_parts_are_replaced(self, api: Api) -> None:
        path = made(api, "reviews")
        record = api.send("PATCH", path, {"comments": []}).json()
        assert record["comments"] == []
        assert [verdict["advice"] for verdict in record["verdicts"]] == ["buy"]


class TestNotes:
    def test_each_change_leaves_a_revision(self, api: Api) -> None:
        path = made(api, "notes")
        with_role("edda", "editor").send("PATCH", path, CHANGE["notes"])
        assert Revision.objects.get().actor.username == "edda"  # type: ignore[union-attr]
        assert api.send("DELETE", path).status_code == 204
        assert Note.objects.get().state == "withdrawn"

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"body": ""}, "body"),
            ({"author": "nobody"}, "author"),
            ({"author_name": "Somebody Else"}, "author"),
            ({"written_on": "soon"}, "written_on"),
        ],
    )
    def test_what_is_wrong_is_named(self, api: Api, change: dict[str, Any], name: str) -> None:
        problem = problem_of(api.send("POST", url("notes"), {**NEW["notes"], **change}), 400)
        assert {error["name"] for error in problem["errors"]} == {name}
        assert not Note.objects.exists()


class TestStatuses:
    def test_its_package_shows_it_until_it_is_deleted(self, api: Api) -> None:
        path = made(api, "statuses")
        shown = api.client.get("/api/v1/packages/rope/").content.decode()
        assert "It imports StringIO." in shown
        assert api.send("DELETE", path).status_code == 204
        assert "StringIO" not in api.client.get("/api/v1/packages/rope/").content.decode()
        assert not Status.objects.exists()

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"package": "nothing"}, "package"),
            ({"verdict": "perhaps"}, "verdict"),
            ({"target": ""}, "target"),
            ({"as_of": "2199-01-01"}, "as_of"),
            ({"said_in": 999999}, "said_in"),
            ({"alternatives": [{"package": "twine"}, {"package": "twine"}]}, "alternatives"),
        ],
    )
    def test_what_is_wrong_is_named(self, api: Api, change: dict[str, Any], name: str) -> None:
        problem = problem_of(api.send("POST", url("statuses"), {**NEW["statuses"], **change}), 400)
        assert {error["name"] for error in problem["errors"]} == {name}
        assert not Status.objects.exists()

    def test_it_stays_with_its_package(self, api: Api) -> None:
        problem_of(api.send("PATCH", made(api, "statuses"), {"package": "twine"}), 400)


class TestTalksOfOrganisers:
    @pytest.fixture
    def orla(self) -> User:
        """Orla organises one meetup."""
        return account("orla", "organiser")

    def test_of_their_own_events_only(self, orla: User) -> None:
        own, other = EventFactory(slug="own"), EventFactory(slug="other")
        MembershipFactory(user=orla, event=own)
        mine, theirs = SessionFactory(event=own), SessionFactory(event=other)
        publishing.publish(own, other, mine, theirs)
        api = Api(token_of(orla, "talks"))
        talks = url("talks")
        assert api.send("POST", talks, {"event": "own", "title": "Mocks"}).status_code == 201
        problem_of(api.send("POST", talks, {"event": "other", "title": "Mocks"}), 403)
        assert api.send("PATCH", f"{talks}{mine.pk}/", {"room": "A"}).status_code == 200
        problem_of(api.send("PATCH", f"{talks}{theirs.pk}/", {"room": "A"}), 403)
        problem_of(api.send("DELETE", f"{talks}{theirs.pk}/"), 403)
        problem_of(api.send("PATCH", f"{talks}{mine.pk}/", {"event": "other"}), 400)
        assert api.send("DELETE", f"{talks}{mine.pk}/").status_code == 204
        assert Session.objects.filter(event=other).get().room == ""

    def test_writers_and_editors_of_every_event(self) -> None:
        talk = SessionFactory()
        publishing.publish(talk.event, talk)
        for name, role in (("wren", "writer"), ("edda", "editor")):
            api = with_role(name, role)
            assert api.send("PATCH", f"{url('talks')}{talk.pk}/", {"room": name}).status_code == 200
