"""An organiser before the table of a survey that is yet to be counted."""

import json
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from apps.catalog.publishing import publish
from apps.core.estimates import Estimate, Precision
from apps.surveys.models import Operation, Run, Tally
from tests.factories import MembershipFactory, UserFactory
from tests.factories.surveys import OptionFactory, QuestionFactory, RunFactory

SEED = 1
FIGURES = ("raw", "value", "low", "high", "precision")
Got = TypeVar("Got")


@dataclass
class Desk:
    """A site with the questions of the demo's first survey, and about 50 people in the room."""

    site: str
    run: int
    cookie: str
    #: (question, option) keys -> what was counted in that room, in the order of the table
    counted: dict[tuple[str, str], Estimate]

    @property
    def address(self) -> str:
        return f"{self.site}/desk/surveys/{self.run}/"

    @property
    def cells(self) -> list[str]:
        return [cell_of(each) for each in self.counted.values()]

    def context(self, browser: Browser, **options: Any) -> BrowserContext:
        """A device of the organiser."""
        context = browser.new_context(**options)
        context.add_cookies([{"name": "sessionid", "value": self.cookie, "url": self.site}])
        return context

    def open(self, context: BrowserContext, *, ready: bool = True) -> Page:
        page = context.new_page()
        page.goto(self.address)
        if ready:
            page.wait_for_selector("form.tally[data-ready]", state="attached")
        return page


def cell_of(count: Estimate) -> str:
    """What an organiser types for a count: a bare number where the run's rule says the rest."""
    words = {Precision.HANDFUL: "h", Precision.NONE: "0"}
    return words.get(count.precision, str(count.value))


def lay_out(site: str) -> Desk:
    """The questions of the demo's first survey, opened to be counted by an organiser."""
    organiser = UserFactory(username="olga")
    organiser.groups.add(Group.objects.get(name="organiser"))
    run: Run = RunFactory(title="Counted again")
    MembershipFactory(user=organiser, event=run.event)
    publish(run.event, run)
    client = Client()
    client.force_login(organiser)
    return Desk(site, run.pk, client.cookies["sessionid"].value, ask(run))


def ask(run: Run) -> dict[tuple[str, str], Estimate]:
    """Put the questions of the fixture to the room; returns what was counted in 2008."""
    rows: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in json.loads((Path(settings.BASE_DIR) / "fixtures" / "surveys.json").read_text()):
        rows[row["model"].removeprefix("surveys.")][row["pk"]] = row["fields"]
    tallies = {each["option"]: each for each in rows["tally"].values()}
    counted = {}
    for key, fields in rows["question"].items():
        if fields["run"] != SEED:
            continue
        question = QuestionFactory(**fields | {"run": run})
        for number, option in rows["option"].items():
            if option["question"] == key:
                OptionFactory(**option | {"question": question})
                said = {name: tallies[number].get(name) for name in FIGURES}
                counted[fields["key"], option["key"]] = Tally(**said).estimate
    return counted


def apart(work: Callable[[], Got]) -> Got:
    """Ask the database in a thread of its own: the browser's loop holds this one."""

    def ask() -> Got:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def stored(desk: Desk) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What the database holds, in the order of the table."""
    tallies = Tally.objects.filter(option__question__run=desk.run).order_by(
        "option__question__position", "option__position"
    )
    rows = apart(lambda: list(tallies.select_related("option__question")))
    return {(each.option.question.key, each.option.key): meaning(each.estimate) for each in rows}


def meaning(count: Estimate) -> tuple[Any, ...]:
    return count.precision, count.value, count.low, count.high


def expected(desk: Desk) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {key: meaning(count) for key, count in desk.counted.items()}


def operations(desk: Desk) -> int:
    return apart(Operation.objects.filter(option__question__run=desk.run).count)
