"""Shows of hands that notes tell of: each becomes a closed run of its event, or joins one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from apps.catalog.publishing import publish
from apps.core import estimates, markup
from apps.core.estimates import Counting, Estimate, Precision
from apps.core.models import Source
from apps.core.naming import slug
from apps.events.models import Event
from apps.mirror.importing.merging import Hashes, digest, digests, merged
from apps.mirror.importing.notes.documents import Document
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.passages import free
from apps.mirror.notes import facts
from apps.mirror.problems import Problem
from apps.mirror.text import one_line, printable, shortened
from apps.surveys.models import Option, Question, Run, RunOrigin, Tally
from apps.surveys.tallying import LARGEST, Sent, record

#: Of the counts, when two runs of one event are the same survey
ALIKE = 0.8
LONGEST_KEY = 60


class Asked(NamedTuple):
    """One question with its options, by the keys that they have here."""

    key: str
    fact: facts.QuestionFact
    options: dict[str, facts.OptionFact]


class Surveys:
    """Stores the surveys of one source, in the caller's transaction."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def store(
        self, event: Event, document: Document, known: Sequence[str], report: NotesReport
    ) -> list[str]:
        """Bring the document's surveys up to date; return the keys of all that were ever made.

        One that is ``known`` and not here was deleted here: it stays away.
        """
        keys = [
            f"{document.key}!survey" + (f"@{n}" if n else "")
            for n, _ in enumerate(document.event.surveys)
        ]
        for key, fact in zip(keys, document.event.surveys, strict=True):
            origin = RunOrigin.objects.filter(source=self.source, key=key).first()
            if origin is None and key in known:
                continue
            told = digest(fact, size=32)
            if origin and origin.record_hash == told:
                continue
            origin = origin or self._begin(event, key, document, fact, report)
            if not origin.extra.get("joined"):
                self._bring(origin, document, fact, report)
            elif origin.record_hash:
                report.kept.append(f"{origin.run.title}: was here before these notes")
            origin.record_hash = told
            origin.first_line, origin.last_line = fact.body.span.first, fact.body.span.last
            origin.save()
        return keys

    def _begin(
        self,
        event: Event,
        key: str,
        document: Document,
        fact: facts.SurveyFact,
        report: NotesReport,
    ) -> RunOrigin:
        """The origin of a run that is here with the same counts, or of a new one."""
        others = Run.objects.filter(event=event).exclude(origins__source=self.source)
        for run in others:
            if _likeness(run, fact) >= ALIKE:
                report.joined.append(f"{fact.title}: the survey {run.slug!r} that is here")
                return RunOrigin(source=self.source, key=key, run=run, extra={"joined": True})
            report.doubtful.append(
                f"{fact.title}: its survey may be {run.slug!r}; the counts differ: kept apart"
            )
        title = shortened(f"Show of hands: {one_line(event.title)}", 300)
        wanted = slug(title, fallback="survey")
        taken = Run.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
        run = Run(event=event, title=title, slug=free(wanted, set(taken)), state=Run.State.CLOSED)
        run.language = event.language
        for name, value in _said(fact, document.markup).items():
            setattr(run, name, value)
        run.save()
        report.made.append(f"{run.title} ({run.get_absolute_url()})")
        return RunOrigin(
            source=self.source,
            key=key,
            run=run,
            field_hashes=digests(_said(fact, document.markup)),
        )

    def _bring(
        self,
        origin: RunOrigin,
        document: Document,
        fact: facts.SurveyFact,
        report: NotesReport,
    ) -> None:
        """Take over what the source says otherwise and nobody edited here."""
        run = Run.objects.select_for_update(of=("self",)).get(pk=origin.run_id)
        is_known = origin.pk is not None
        said = _said(fact, document.markup)
        before = origin.field_hashes
        here = {name: getattr(run, name) for name in said}
        for name, value in merged(said, before, here).items():
            setattr(run, name, value)
        run.save()
        counts = self._counts(run, document, fact, before, report)
        self._record(run, counts)
        publish(run)
        if is_known:
            report.changed.append(f"{run.title} ({run.get_absolute_url()})")
        raws = {
            f"{asked.key}/{key}": digest(option.raw)
            for asked in _asked(fact)
            for key, option in asked.options.items()
        }
        origin.field_hashes = before | digests(said) | raws
        origin.run = run

    def _counts(
        self,
        run: Run,
        document: Document,
        fact: facts.SurveyFact,
        before: Hashes,
        report: NotesReport,
    ) -> list[Sent]:
        questions = {row.key: row for row in run.questions.all()}
        asked_before = {name.partition("/")[0] for name in before if "/" in name}
        sent: list[Sent] = []
        for position, asked in enumerate(_asked(fact)):
            question = questions.get(asked.key)
            if question is None and asked.key in asked_before:
                continue  # taken away here
            question = question or _question(run, asked, position)
            for place, (key, option) in enumerate(asked.options.items()):
                name = f"{asked.key}/{key}"
                tally = _tally(question, key, option, place, is_known=name in before)
                if tally is None or before.get(name) == digest(option.raw):
                    continue
                if tally.version and digest(tally.raw) != before.get(name):
                    report.kept.append(f"{run.title}: the count of {option.label}")
                    continue
                sent.append(_sent(asked.key, key, option, tally, run.counting))
                if not sent[-1].cell and option.raw.strip(" ()?"):
                    what = f"no count, shown as unknown: {one_line(option.label)[:80]}"
                    where = f"{document.name}:{option.span.first}"
                    report.problems.append(Problem(where, "", what, one_line(option.raw)[:80]))
        return sent

    @staticmethod
    def _record(run: Run, counts: list[Sent]) -> None:
        """Counts come as operations, which a closed run would hold back."""
        state = run.state
        Run.objects.filter(pk=run.pk).update(state=Run.State.DRAFT)
        record(run, counts, None)
        Run.objects.filter(pk=run.pk).update(state=state)
        run.refresh_from_db()


def _said(fact: facts.SurveyFact, form: str) -> dict[str, Any]:
    """Columns of the run. What the text says of no limit is the usual one of a show of hands."""
    limit = fact.exact_below if fact.exact_below and fact.exact_below <= 10_000 else 10
    estimate = _fitting(fact.head_count, estimates.exact_below(limit))
    counted = {name: getattr(estimate, name) for name in ("raw", "value", "low", "high", "rule")}
    return {
        "exact_below": limit,
        "method": _method(fact, form),
        **counted,
        "precision": str(estimate.precision),
    }


def _method(fact: facts.SurveyFact, form: str) -> str:
    """What is said before the first question."""
    before = fact.questions[0].span.first - fact.body.span.first
    text = "\n".join(fact.body.text.split("\n")[: max(before, 0)])
    return printable(markup.plain(text, markup.Markup(form))).strip()


def _fitting(raw: str, counting: Counting) -> Estimate:
    """The estimate, unknown where it is no count or more than a count can be."""
    cell = shortened(one_line(raw), 100)
    estimate = estimates.read(cell, default=counting)
    if (estimate.high or 0) > LARGEST:
        return Estimate.of(Precision.UNKNOWN, raw=cell)
    return estimate


def _asked(fact: facts.SurveyFact) -> Iterator[Asked]:
    """Questions by key: one that was asked elsewhere in the same words has its key."""
    taken: set[str] = set()
    for question in fact.questions:
        key = free(_key(question.text), taken)
        taken.add(key)
        options: dict[str, facts.OptionFact] = {}
        for option in question.options:
            options[free(_key(option.label), set(options))] = option
        yield Asked(key, question, options)


def _key(text: str) -> str:
    words = text.partition("(")[0].strip() or text
    return slug(words, fallback="other")[: LONGEST_KEY - 6].strip("-") or "other"


def _question(run: Run, asked: Asked, position: int) -> Question:
    is_multi = asked.fact.multi is True
    return Question.objects.create(
        run=run,
        key=asked.key,
        wording=shortened(one_line(asked.fact.text), 300),
        mode=Question.Mode.MULTI if is_multi else Question.Mode.SINGLE,
        announced=asked.fact.multi is not None,
        position=position,
    )


def _tally(
    question: Question, key: str, fact: facts.OptionFact, place: int, *, is_known: bool
) -> Tally | None:
    """The count of the option; None for one that was taken away here."""
    option = question.options.filter(key=key).first()
    if option is None:
        if is_known:
            return None
        label = shortened(one_line(fact.label), 200)
        option = Option.objects.create(question=question, key=key, label=label, position=place)
    tally = Tally.objects.get(option=option)
    tally.first_line, tally.last_line = fact.span.first, max(fact.span.first, fact.span.last)
    tally.save(update_fields=["first_line", "last_line"])
    return tally


def _sent(
    question: str, option: str, fact: facts.OptionFact, tally: Tally, counting: Counting
) -> Sent:
    estimate = _fitting(fact.raw, counting)
    return Sent(
        uuid=uuid4(),
        question=question,
        option=option,
        kind="set",
        cell="" if estimate.is_malformed else estimate.raw,
        base_version=tally.version,
    )


def _likeness(run: Run, fact: facts.SurveyFact) -> float:
    """How many of the counts are the same: two accounts word their questions differently."""
    tallies = Tally.objects.filter(option__question__run=run)
    here = Counter((tally.low, tally.high) for tally in tallies)
    told: Counter[tuple[int | None, int | None]] = Counter()
    for question in fact.questions:
        for option in question.options:
            estimate = _fitting(option.raw, run.counting)
            told[estimate.low, estimate.high] += 1
    return (here & told).total() / max(here.total(), told.total(), 1)
