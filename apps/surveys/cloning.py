"""The same questions asked again: a new run from an earlier one."""

from typing import Any

from django.db import transaction

from apps.catalog.publishing import publish
from apps.core import naming
from apps.core.estimates import Estimate, Precision
from apps.events.models import Event
from apps.surveys.models import Option, Question, Run, Tally

#: What is said of a question or option whenever it is asked. What happened in one room stays there.
QUESTION = (
    "key", "wording", "wording_version", "wording_note", "mode", "announced", "denominator",
    "position",
)  # fmt: skip
OPTION = ("key", "label", "examples", "merged", "position")


@transaction.atomic
def clone(run: Run, event: Event, title: str, actor: Any) -> Run:
    """A draft at ``event`` with the questions of ``run``, keys and wording versions kept.

    Nothing is counted yet, and nobody knows how many people will be there.
    """
    new = Run(
        event=event,
        title=title,
        slug=_free_slug(title),
        method=run.method,
        exact_below=run.exact_below,
        language=run.language,
        cloned_from=run,
    )
    new.actor = actor
    new.head_count = Estimate.of(Precision.UNKNOWN)
    new.save()
    for question in run.questions.prefetch_related("options"):
        copy = Question.objects.create(
            run=new, **{name: getattr(question, name) for name in QUESTION}
        )
        options = Option.objects.bulk_create(
            Option(question=copy, **{name: getattr(option, name) for name in OPTION})
            for option in question.options.all()
        )
        Tally.objects.bulk_create(Tally(option=option) for option in options)
    publish(new)
    return new


@transaction.atomic
def new_run(event: Event, title: str, actor: Any) -> Run:
    """A draft at ``event`` that asks nothing yet."""
    run = Run(event=event, title=title, slug=_free_slug(title))
    run.actor = actor
    run.head_count = Estimate.of(Precision.UNKNOWN)
    run.save()
    publish(run)
    return run


def _free_slug(title: str) -> str:
    base = naming.slug(title, fallback="survey")
    taken = set(Run.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
