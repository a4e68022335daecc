"""Surveys as records of the catalog."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from apps.catalog import filters, kinds
from apps.catalog.serializers import loaded, loaded_topics
from apps.surveys.models import Run, RunOrigin
from apps.surveys.serializers import SurveyCardSerializer, SurveySerializer


def public_runs() -> models.QuerySet[Run]:
    """Public runs with all that their documents show."""
    return (
        Run.objects.published()
        .select_related("event__series", "cloned_from__event")
        .prefetch_related(
            loaded_topics(),
            "questions__options__tally",
            loaded("origins", RunOrigin.objects.select_related("source").order_by("pk")),
        )
    )


def run_entry(run: Any) -> kinds.Entry:
    topics = [link.tag for link in run.loaded_topic_links]
    questions = list(run.questions.all())
    series = run.event.series
    asked = " ".join(
        text
        for question in questions
        for text in (question.wording, *(option.label for option in question.options.all()))
    )
    return kinds.Entry(
        slug=run.slug,
        title=run.title,
        summary=run.summary,
        language=run.language,
        date=run.event.starts_on,
        event=run.event.slug,
        series=series.slug if series else "",
        weight=len(questions),
        topics=[topic.slug for topic in topics],
        texts=(
            run.title,
            " ".join([run.event.title, *map(str, topics)]),
            run.summary,
            f"{asked} {run.method} {run.body}",
        ),
    )


def what_shows_runs(ids: Iterable[int]) -> kinds.Touched:
    """The runs that were cloned from these, and the topics that count these."""
    runs = Run.objects.filter(pk__in=list(ids))
    return {
        "survey": set(runs.values_list("clones", flat=True)) - {None},
        "topic": set(runs.values_list("topics", flat=True)) - {None},
    }


kinds.register(
    kinds.Kind(
        name="survey",
        plural="surveys",
        model=Run,
        rows=public_runs,
        card=SurveyCardSerializer,
        detail=SurveySerializer,
        entry=run_entry,
        touches=what_shows_runs,
        filters={
            "event": filters.equals("event", "Slug of an event, such as london-python-2008-05"),
            "series": filters.equals("series", "Slug of a series, such as london-python"),
            "topic": filters.topic(),
            "year": filters.year("Year in which the hands were counted"),
            "language": filters.equals("language", "Language code (BCP 47), such as en"),
        },
        has_own_writes=True,
    )
)
