"""The API keeps the contract of its own schema, whatever is asked (schemathesis)."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.specs.openapi.checks import positive_data_acceptance

from apps.catalog import serving
from apps.catalog.checking import rebuild
from apps.catalog.kinds import kinds, writable
from apps.catalog.models import Document
from apps.mirror import demo
from apps.people.models import ApiToken, User
from pycommunity.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Cases an operation, as many as fit into a minute. More of them, now and then, by hand.
READS = int(os.environ.get("PYCOMMUNITY_TEST_CONTRACT", "25"))
WRITES = int(os.environ.get("PYCOMMUNITY_TEST_CONTRACT", "10"))
#: Records of each kind that cases ask for, so that not everything is a 404
KNOWN = 5

schema = schemathesis.openapi.from_path(Path(django_settings.BASE_DIR) / "schema.yml")
schema.app = application
operations: list[Any] = [each.ok() for each in schema.get_all_operations()]  # type: ignore[union-attr]
READING = {each.label: each for each in operations if each.method == "get"}
WRITING = {each.label: each for each in operations if each.method != "get"}
#: No schema can say what a filter understands ("case studies", "German"): other words are refused
UNSAID = {"GET /api/v1/search/"}
# What does not hold (If-Match) and what is too long is refused as that, whatever else is wrong.
schema.config.checks.negative_data_rejection.expected_statuses += ["412", "413"]


class World:
    """The demo world: what may be asked for by name, and who may write all of it."""

    def __init__(self) -> None:
        self.keys = {kind.plural: self.known(kind) for kind in kinds()}
        user = User.objects.create_superuser("ada", password="x")
        scopes = [kind.plural for kind in writable()]
        _, token = ApiToken.objects.create(
            user=user, name="contract", scopes=scopes, expiry=timedelta(days=1)
        )
        self.headers = {"Authorization": f"Bearer {token}"}

    def known(self, kind: Any) -> list[Any]:
        column = "object_id" if kind.lookup == "id" else "slug"
        documents = Document.objects.public(kind.name).order_by("object_id")
        return list(documents.values_list(column, flat=True)[:KNOWN])

    def aim(self, case: Any) -> None:
        """Ask every second time for what is there. What is wrong on purpose stays so."""
        modes = {where.value: part.mode for where, part in case.meta.components.items()}
        plural = case.path.split("/")[3]
        for name in case.path_parameters.keys() & {"key", "slug"}:
            text = str(case.path_parameters[name])
            if modes.get("path") == GenerationMode.POSITIVE and len(text) % 2 and self.keys[plural]:
                case.path_parameters[name] = self.keys[plural][len(text) % len(self.keys[plural])]
        if modes.get("body") == GenerationMode.POSITIVE and isinstance(case.body, dict):
            for name, other in REFERENCES.items():
                if isinstance(case.body.get(name), str) and self.keys[other]:
                    case.body[name] = self.keys[other][0]


#: Fields of what is written that name a record by its slug
REFERENCES = {
    "event": "events",
    "book": "books",
    "package": "packages",
    "author": "people",
    "reviewer": "people",
    "said_by": "people",
}


@pytest.fixture(scope="module")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """The demo world, once for all operations: what one of them writes is rolled back."""
    with django_db_blocker.unblock():
        call_command("loaddata", *demo.fixtures(), verbosity=0)
        rebuild()
        serving.forget()
        yield
        call_command("flush", interactive=False, verbosity=0)
        serving.forget()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def _requests_in_the_transaction_of_the_test() -> Iterator[None]:
    """As Django's own test client has it: a request does not close the connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def cases(number: int) -> settings:
    return settings(
        max_examples=number,
        derandomize=True,  # the same cases in every run
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def kept(operation: Any, test: Callable[..., None], world: World) -> None:
    """Run the test with all cases of an operation.

    As schemathesis' own ``parametrize`` does, but that thinks of the cases while tests are
    collected: half a minute for each process of a run, whichever tests it is to run.
    """
    made = build_operation_test(
        config=schema.config,
        operation=operation,
        test_func=test,
        given_kwargs={},
        feedback=FeedbackSources(constants_value_source=make_constants_value_source(schema)),
    )
    made(world=world)


@cases(READS)
def answers_as_the_schema_says(case: Any, world: World) -> None:
    world.aim(case)
    unsaid = [positive_data_acceptance] if case.operation.label in UNSAID else []
    with override_settings(ALLOWED_HOSTS=["*"]):
        case.call_and_validate(headers=world.headers, excluded_checks=unsaid)


@cases(WRITES)
def writes_as_the_schema_says(case: Any, world: World) -> None:
    """What is written may name what is not here, which no schema can say: it may be refused."""
    world.aim(case)
    with override_settings(ALLOWED_HOSTS=["*"]):
        case.call_and_validate(headers=world.headers, excluded_checks=[positive_data_acceptance])


@pytest.mark.parametrize("label", READING)
def test_every_answer_is_as_the_schema_says(label: str, world: World) -> None:
    kept(READING[label], answers_as_the_schema_says, world)


@pytest.mark.parametrize("label", WRITING)
def test_every_answer_to_a_write_is_too(label: str, world: World) -> None:
    kept(WRITING[label], writes_as_the_schema_says, world)
