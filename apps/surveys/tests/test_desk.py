"""The organisers' desk: who may, and what they get."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.estimates import Estimate, Precision
from apps.surveys.desk import projector_address
from apps.surveys.models import Operation, Question, Run
from apps.surveys.opening import move
from apps.surveys.tallying import Sent, record
from apps.surveys.urls import urlpatterns
from tests import factories as make
from tests.factories.surveys import QuestionFactory, RunFactory

pytestmark = pytest.mark.django_db

As = Callable[[str], Client]


@pytest.fixture
def run() -> Run:
    question = QuestionFactory(wording="Which?", options=["Django", "Zope"])
    return question.run


@pytest.fixture
def as_who(run: Run) -> As:
    """A browser of: anonymous, reader, other organiser, organiser (of this event), editor."""

    def sign_in(who: str) -> Client:
        client = Client()
        if who == "anonymous":
            return client
        user = make.UserFactory(username=who.replace(" ", "-"))
        role = "organiser" if "organiser" in who else who
        user.groups.add(Group.objects.get(name=role))
        event = {"organiser": run.event, "other organiser": make.EventFactory()}.get(who)
        if event:
            make.MembershipFactory(user=user, event=event)
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def organiser(as_who: As) -> Client:
    return as_who("organiser")


def cell(run: Run, label: str) -> str:
    option = Question.objects.get(run=run).options.get(label=label)
    return f"cell-{option.pk}"


def count(run: Run, label: str = "Django") -> Estimate:
    return Question.objects.get(run=run).options.get(label=label).tally.estimate


def addresses(run: Run) -> dict[str, dict[str, Any]]:
    """Every address of the desk that writes, and what a form of ours would send there."""
    question = Question.objects.get(run=run)
    options = {"options-TOTAL_FORMS": "0", "options-INITIAL_FORMS": "0"}
    return {
        reverse("desk-survey", args=[run.pk]): {cell(run, "Django"): "12"},
        reverse("desk-setup", args=[run.pk]): {"title": "Again", "people": "~40"},
        reverse("desk-state", args=[run.pk]): {"state": "revealed"},
        reverse("desk-new-question", args=[run.pk]): {
            "wording": "Why?", "mode": "single", "denominator": "room", **options,
        },
        reverse("desk-question", args=[run.pk, question.pk]): {
            "wording": "Who?", "mode": "single", "denominator": "room", **options,
        },
        reverse("desk-delete-question", args=[run.pk, question.pk]): {},
        reverse("desk-new"): {"event": run.event_id, "title": "Another"},
        reverse("desk-late", args=[run.pk]): {"kind": "accept", "target": str(LATE)},
        reverse("survey-import", args=[run.slug]): {
            "file": SimpleUploadedFile("counts.csv", b"question,option,raw\nwhich,django,12\n")
        },
    }  # fmt: skip


NAMES = ["desk-survey", "desk-setup", "desk-state", "desk-new-question", "desk-question",
         "desk-delete-question", "desk-new", "desk-late", "survey-import"]  # fmt: skip
#: A count that came after the close
LATE = uuid4()


def come_late(run: Run) -> None:
    state = run.state
    Run.objects.filter(pk=run.pk).update(state="closed")
    record(run, [Sent(uuid=LATE, question="which", option="django", kind="set", cell="12")], None)
    Run.objects.filter(pk=run.pk).update(state=state)


def test_every_address_of_the_desk_that_writes_is_in_the_table(run: Run) -> None:
    """An address that takes a number or a name may write, unless it is known only to be read."""
    read = {"desk", "desk-worker", "projector", "surveys", "survey", "survey-question",
            "survey-csv", "survey-json", "survey-embed", "oembed"}  # fmt: skip
    assert {pattern.name for pattern in urlpatterns} - read == set(NAMES)


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("reader", 403),
        ("other organiser", 403),
        ("organiser", 302),
        ("editor", 302),
    ],
)
def test_who_may_write(run: Run, as_who: As, who: str, status: int, number: int) -> None:
    url, sent = list(addresses(run).items())[number]
    client = as_who(who)
    if who == "other organiser" and NAMES[number] == "desk-new":
        status = 422  # the event is not among those that one may choose
    if status == 302 and who != "anonymous" and NAMES[number] == "survey-import":
        status = 200  # it says there what was stored
    if NAMES[number] == "desk-late":
        come_late(run)
    before = state_of(run)
    answer = client.post(url, sent)
    assert answer.status_code == status
    if who == "anonymous":
        assert answer["Location"].startswith(f"/sign-in/?next={url}")
    assert (state_of(run) != before) is (who in ("organiser", "editor"))


def state_of(run: Run) -> Any:
    runs = list(Run.objects.order_by("pk").values_list("title", "state", "raw"))
    questions = list(Question.objects.order_by("pk").values_list("wording", flat=True))
    return runs, questions, Operation.objects.count()


@pytest.mark.parametrize(
    ("who", "status"),
    [("anonymous", 401), ("reader", 403), ("other organiser", 403), ("organiser", 200),
     ("editor", 200)],
)  # fmt: skip
def test_who_may_send_operations(run: Run, as_who: As, who: str, status: int) -> None:
    operation = {"uuid": str(uuid4()), "question": "which", "option": "django", "kind": "add"}
    answer = as_who(who).post(
        reverse("api-survey-operations", args=[run.slug]),
        {"operations": [operation | {"value": 1}]},
        content_type="application/json",
    )
    assert answer.status_code == status
    assert Operation.objects.exists() is (status == 200)


@pytest.mark.parametrize("name", ["desk", "desk-new"])
def test_the_desk_asks_to_sign_in_and_is_kept_nowhere(as_who: As, name: str) -> None:
    anonymous = as_who("anonymous").get(reverse(name))
    assert anonymous["Location"].startswith("/sign-in/?next=")
    assert "no-store" in as_who("organiser").get(reverse(name))["Cache-Control"]


def test_what_is_not_there_is_404(organiser: Client) -> None:
    for name in ("desk-survey", "desk-setup"):
        assert organiser.get(reverse(name, args=[10**9])).status_code == 404
    assert organiser.get("/surveys/projector/made-up/").status_code == 404


class TestDesk:
    def test_lists_own_events_and_runs_with_what_is_odd(self, run: Run, organiser: Client) -> None:
        other = RunFactory(title="Not mine")
        record(run, [sent("set", cell="70")], None)
        said = organiser.get("/desk/").content.decode()
        assert run.title in said
        assert "at least 59 hands" in said
        assert other.title not in said
        assert other.event.title not in said

    def test_of_somebody_new_says_what_to_do(self, as_who: As) -> None:
        said = as_who("reader").get("/desk/").content.decode()
        assert "look after no event yet" in said
        assert "New survey" not in said

    def test_costs_the_same_for_many_runs(self, run: Run, organiser: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as counted:
                assert organiser.get("/desk/").status_code == 200
            return len(counted)

        queries()
        one = queries()
        for number in range(4):
            QuestionFactory(run=RunFactory(event=run.event), options=["A", "B"], key=f"q{number}")
        assert queries() == one <= 16

    def test_counts_that_came_late_are_announced(self, run: Run, organiser: Client) -> None:
        move(run, "closed", None)
        record(run, [sent("set", cell="12")], None)
        assert "1 waits" in organiser.get("/desk/").content.decode()


@pytest.mark.parametrize("name", ["desk-survey", "desk-setup"])
def test_the_desk_of_a_draft_leads_to_files_in_and_out(
    run: Run, organiser: Client, name: str
) -> None:
    """The public addresses of a draft's files are closed: the desk links others."""
    move(run, "draft", None)
    said = organiser.get(reverse(name, args=[run.pk])).content.decode()
    imports = reverse("survey-import", args=[run.slug])
    assert f'href="{imports}"' in said
    assert reverse("desk-survey", args=[run.pk]) in organiser.get(imports).content.decode()
    files = re.findall(r'href="([^"]+)" download="([^"]+)"', said)
    assert [name for _, name in files] == [f"{run.slug}.csv", f"{run.slug}.json"]
    for address, _ in files:
        answer = organiser.get(address)
        assert answer.status_code == 200
        assert "Zope" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


class TestNewRun:
    def test_clones_the_questions_of_an_earlier_one(self, run: Run, organiser: Client) -> None:
        fields = {"event": run.event_id, "title": "A year later", "questions_of": run.pk}
        answer = organiser.post("/desk/surveys/new/", fields, follow=True)
        new = Run.objects.get(title="A year later")
        assert new.state == "draft"
        assert "Which?" in answer.content.decode()
        assert [each.key for each in new.questions.all()] == ["which"]

    def test_of_others_that_are_hidden_is_not_offered(self, organiser: Client) -> None:
        hidden, shown = RunFactory(title="Hidden"), RunFactory(title="Shown", state="closed")
        said = organiser.get("/desk/surveys/new/").content.decode()
        assert shown.title in said
        assert hidden.title not in said

    def test_from_scratch_takes_questions_and_answers(self, run: Run, organiser: Client) -> None:
        organiser.post("/desk/surveys/new/", {"event": run.event_id, "title": "Fresh"})
        new = Run.objects.get(title="Fresh")
        url = reverse("desk-new-question", args=[new.pk])
        fields = {
            "wording": "Tabs or spaces?", "mode": "single", "announced": "on",
            "denominator": "room", "options-TOTAL_FORMS": "4", "options-INITIAL_FORMS": "0",
            "options-0-label": "Tabs", "options-0-position": "0",
            "options-1-label": "Spaces", "options-1-position": "0",
        }  # fmt: skip
        assert organiser.post(url, fields)["Location"] == reverse("desk-setup", args=[new.pk])
        question = new.questions.get()
        assert [(each.key, each.label) for each in question.options.all()] == [
            ("tabs", "Tabs"), ("spaces", "Spaces"),
        ]  # fmt: skip
        assert "Spaces" in organiser.get(reverse("desk-survey", args=[new.pk])).content.decode()

    def test_a_fault_is_said_and_nothing_is_lost(self, run: Run, organiser: Client) -> None:
        url = reverse("desk-new-question", args=[run.pk])
        fields = {
            "wording": "", "mode": "single", "denominator": "room", "options-TOTAL_FORMS": "1",
            "options-INITIAL_FORMS": "0", "options-0-label": "Kept", "options-0-position": "0",
        }  # fmt: skip
        answer = organiser.post(url, fields)
        assert answer.status_code == 422
        assert 'value="Kept"' in answer.content.decode()
        assert 'href="#id_wording"' in answer.content.decode()


class TestQuestions:
    def test_one_that_was_counted_stays(self, run: Run, organiser: Client) -> None:
        record(run, [sent("set", cell="12")], None)
        question = Question.objects.get(run=run)
        url = reverse("desk-delete-question", args=[run.pk, question.pk])
        answer = organiser.post(url, follow=True)
        assert "was counted, so it stays" in answer.content.decode()
        assert Question.objects.filter(pk=question.pk).exists()

    def test_an_answer_that_was_counted_stays(self, run: Run, organiser: Client) -> None:
        record(run, [sent("set", cell="12")], None)
        question = Question.objects.get(run=run)
        url = reverse("desk-question", args=[run.pk, question.pk])
        filled = form_of(organiser.get(url).content.decode())
        answer = organiser.post(url, filled | {"options-0-DELETE": "on"})
        assert "was counted, so it stays" in answer.content.decode()
        assert question.options.count() == 2

    def test_another_wording_of_a_cloned_one_is_another_version(
        self, run: Run, organiser: Client
    ) -> None:
        organiser.post(
            "/desk/surveys/new/",
            {"event": run.event_id, "title": "Later", "questions_of": run.pk},
        )
        question = Question.objects.get(run__title="Later")
        url = reverse("desk-question", args=[question.run_id, question.pk])
        filled = form_of(organiser.get(url).content.decode())
        organiser.post(url, filled | {"wording": "Which one?"})
        question.refresh_from_db()
        assert (question.key, question.wording_version) == ("which", 2)
        assert question.wording_note == "Was: Which?"

    def test_another_wording_of_one_that_was_cloned_is_another_version_too(
        self, run: Run, organiser: Client
    ) -> None:
        fields = {"event": run.event_id, "title": "Later", "questions_of": run.pk}
        organiser.post("/desk/surveys/new/", fields)
        question = Question.objects.get(run=run)
        url = reverse("desk-question", args=[run.pk, question.pk])
        filled = form_of(organiser.get(url).content.decode())
        organiser.post(url, filled | {"wording": "Which one?"})
        question.refresh_from_db()
        assert (question.wording_version, question.wording_note) == (2, "Was: Which?")
        assert Question.objects.get(run__title="Later").wording_version == 1

    def test_two_organisers_at_one_question_see_what_the_other_saved(
        self, run: Run, organiser: Client
    ) -> None:
        question = Question.objects.get(run=run)
        url = reverse("desk-question", args=[run.pk, question.pk])
        first = form_of(organiser.get(url).content.decode())
        second = dict(first)
        assert organiser.post(url, first | {"options-0-label": "Theirs"}).status_code == 302

        answer = organiser.post(url, second | {"options-0-label": "Mine"})

        said = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody else saved this meanwhile" in said
        assert "Theirs" in said
        assert 'value="Mine"' in said
        assert question.options.filter(label="Theirs").exists()
        assert organiser.post(url, form_of(said)).status_code == 302
        assert question.options.filter(label="Mine").exists()

    def test_a_new_one_that_is_sent_twice_is_there_once(self, run: Run, organiser: Client) -> None:
        url = reverse("desk-new-question", args=[run.pk])
        fields = {
            "wording": "Tabs?", "mode": "single", "denominator": "room",
            "options-TOTAL_FORMS": "2", "options-INITIAL_FORMS": "0", "options-0-label": "Yes",
            "options-0-position": "0", "options-1-label": "No", "options-1-position": "0",
        }  # fmt: skip
        assert [organiser.post(url, fields).status_code for _ in range(2)] == [302, 302]
        assert run.questions.filter(wording="Tabs?").count() == 1
        assert organiser.post(url, fields | {"options-1-label": "Never"}).status_code == 302
        assert run.questions.filter(wording="Tabs?").count() == 2


def test_a_run_that_is_started_twice_is_one(run: Run, organiser: Client) -> None:
    fields = {"event": run.event_id, "title": "Fresh"}
    places = {organiser.post("/desk/surveys/new/", fields)["Location"] for _ in range(2)}
    assert len(places) == Run.objects.filter(title="Fresh").count() == 1


def test_two_organisers_at_the_setup_see_what_the_other_saved(run: Run, organiser: Client) -> None:
    url = reverse("desk-setup", args=[run.pk])
    first = form_of(organiser.get(url).content.decode())
    assert organiser.post(url, first | {"people": "=48"}).status_code == 302
    answer = organiser.post(url, first | {"people": "=50", "title": "Mine"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "48" in said
    assert 'value="Mine"' in said
    run.refresh_from_db()
    assert run.value == 48
    assert run.title != "Mine"
    record(run, [sent("set", cell="12")], None)
    assert organiser.post(url, form_of(said)).status_code == 302  # a count is no other version
    run.refresh_from_db()
    assert (run.value, run.title) == (50, "Mine")


def form_of(html: str) -> dict[str, Any]:
    from tests.admin.forms import fields_of

    return fields_of(html)


class TestEntering:
    def test_keeps_what_was_typed_and_says_what_is_wrong(self, run: Run, organiser: Client) -> None:
        url = reverse("desk-survey", args=[run.pk])
        fields = {cell(run, "Django"): "lots", cell(run, "Zope"): "h"}
        answer = organiser.post(url, fields)
        said = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="lots"' in said
        assert "is not a count" in said
        assert count(run, "Zope").precision == Precision.HANDFUL

    def test_a_form_sent_twice_counts_once(self, run: Run, organiser: Client) -> None:
        url = reverse("desk-survey", args=[run.pk])
        fields = form_of(organiser.get(url).content.decode()) | {cell(run, "Django"): "12"}
        for _ in range(2):
            assert organiser.post(url, fields).status_code == 302
        assert Operation.objects.count() == 1
        assert count(run).label() == "≈12"

    def test_a_form_that_was_not_touched_changes_nothing(self, run: Run, organiser: Client) -> None:
        record(run, [sent("add", value=3)], None)
        url = reverse("desk-survey", args=[run.pk])
        fields = form_of(organiser.get(url).content.decode())
        organiser.post(url, fields)
        assert Operation.objects.count() == 1

    def test_somebody_else_meanwhile_is_not_overwritten(self, run: Run, organiser: Client) -> None:
        url = reverse("desk-survey", args=[run.pk])
        fields = form_of(organiser.get(url).content.decode()) | {cell(run, "Django"): "40"}
        record(run, [sent("set", cell="30")], None)
        answer = organiser.post(url, fields, follow=True)
        assert "Counted differently: 30 and 40" in answer.content.decode()

    def test_an_empty_cell_of_a_stored_count_is_unknown_again(
        self, run: Run, organiser: Client
    ) -> None:
        record(run, [sent("set", cell="30")], None)
        url = reverse("desk-survey", args=[run.pk])
        fields = form_of(organiser.get(url).content.decode()) | {cell(run, "Django"): ""}
        organiser.post(url, fields)
        assert count(run).precision == Precision.UNKNOWN

    @pytest.mark.parametrize(("kind", "expected"), [("accept", "≈12"), ("undo", "unknown")])
    def test_a_late_count_is_decided_without_javascript(
        self, run: Run, organiser: Client, kind: str, expected: str
    ) -> None:
        move(run, "closed", None)
        late = sent("set", cell="12")
        record(run, [late], None)
        url = reverse("desk-late", args=[run.pk])
        for _ in range(2):  # the second comes too late to decide
            answer = organiser.post(url, {"kind": kind, "target": str(late.uuid)})
        assert answer.status_code == 404
        assert count(run).label() == expected

    def test_the_worker_may_look_after_the_desk_only(self, client: Client) -> None:
        answer = client.get("/desk/worker.js")
        assert answer["Content-Type"].startswith("text/javascript")
        assert "Service-Worker-Allowed" not in answer
        assert "worker-src 'self'" in answer["Content-Security-Policy"]


class TestProjector:
    def test_hides_the_counts_until_the_reveal(self, run: Run, client: Client) -> None:
        record(run, [sent("set", cell="12")], None)
        url = projector_address(run)
        assert "≈12" not in client.get(url).content.decode()
        assert client.get(f"/surveys/{run.slug}/").status_code == 404
        move(run, "revealed", None)
        assert "≈12" in client.get(url).content.decode()
        move(run, "open", None)
        assert "≈12" not in client.get(url).content.decode()

    def test_costs_little_while_nothing_changes(self, run: Run, client: Client) -> None:
        move(run, "revealed", None)
        url = projector_address(run)
        etag = client.get(url)["ETag"]
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url, headers={"if-none-match": etag}).status_code == 304
        assert len(counted) == 1
        record(run, [sent("add", value=1)], None)
        assert client.get(url, headers={"if-none-match": etag}).status_code == 200

    def test_its_address_is_not_guessed(self, run: Run, client: Client) -> None:
        token = projector_address(run).split("/")[-2]
        assert not re.search(rf"\b{run.slug}\b", token)
        forged = token[:-1] + ("A" if token[-1] != "A" else "B")
        assert client.get(f"/surveys/projector/{forged}/").status_code == 404

    def test_a_withdrawn_run_is_gone(self, run: Run, client: Client) -> None:
        move(run, "withdrawn", None)
        assert client.get(projector_address(run)).status_code == 410

    def test_sets_no_cookie(self, run: Run, client: Client) -> None:
        answer = client.get(projector_address(run))
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def sent(kind: str, **fields: Any) -> Sent:
    return Sent(uuid=uuid4(), question="which", option="django", kind=kind, **fields)
