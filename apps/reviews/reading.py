"""A review laid out for its page: every text as HTML, what stands apart still apart."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from apps.core import markup

#: Fields that stand beside the review, with what they are called there
BESIDE = (
    ("scope_note", "How it was read"),
    ("not_judged", "Not judged"),
    ("audience", "Who it is for"),
    ("platform_caveat", "Platforms"),
    ("caveats", "Bear in mind"),
)


@dataclass(frozen=True)
class Part:
    """A text with its heading; ``row`` is what it belongs to, if it is more than a field."""

    html: SafeString
    heading: str = ""
    row: Any = None


@dataclass(frozen=True)
class Laid:
    """The parts of a review in the order of the page."""

    preamble: SafeString
    body: SafeString
    postscript: SafeString
    verdict: SafeString
    disclosures: list[SafeString]
    beside: list[Part]
    comments: list[Part]
    verdicts: list[Part]
    corrections: list[Part]
    #: (anchor, heading) of what is long enough to be looked for
    contents: list[tuple[str, str]]


def laid_out(
    review: Any,
    comments: list[Any] | None = None,
    verdicts: list[Any] | None = None,
    corrections: list[Any] | None = None,
) -> Laid:
    """Lay a review out. For one that is not stored yet its rows are given, not asked for."""

    def html(text: str, prefix: str) -> SafeString:
        return markup.render(text, review.markup, prefix=prefix) if text.strip() else SafeString("")

    def parts(rows: list[Any], name: str) -> list[Part]:
        return [Part(html(row.text, f"{name}-{n}"), row=row) for n, row in enumerate(rows)]

    comments = list(review.comments.all()) if comments is None else comments
    verdicts = list(review.verdicts.all()) if verdicts is None else verdicts
    corrections = list(review.corrections.all()) if corrections is None else corrections
    told = [review.personal_tie, review.disclosure]
    return Laid(
        preamble=html(review.preamble, "preamble"),
        body=html(review.body, "text"),
        postscript=html(review.postscript, "postscript"),
        verdict=html(review.verdict, "verdict"),
        disclosures=[html(text, f"told-{n}") for n, text in enumerate(told) if text.strip()],
        beside=[
            Part(html(getattr(review, name), name), heading)
            for name, heading in BESIDE
            if getattr(review, name).strip()
        ],
        comments=parts(comments, "comment"),
        verdicts=parts(verdicts, "for"),
        corrections=parts(corrections, "correction"),
        contents=_contents(review, comments, verdicts, corrections),
    )


def _contents(
    review: Any, comments: list[Any], verdicts: list[Any], corrections: list[Any]
) -> list[tuple[str, str]]:
    """What the page leads to, once there is enough of it."""
    places = [
        ("preamble", "Preamble", review.preamble),
        ("review", "The review", review.body),
        ("chapters", "Chapter by chapter", comments),
        ("verdict", "Verdict", review.verdict or verdicts),
        ("postscript", "Postscript", review.postscript),
        ("corrections", "Corrections", corrections),
    ]
    found = [(anchor, heading) for anchor, heading, content in places if content]
    return found if len(found) > 2 else []
