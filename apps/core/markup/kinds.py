"""What a text is written in, and what may be wrong with it."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Markup(TextChoices):
    """What a text is written in."""

    MARKDOWN = "markdown", "Markdown"
    RST = "rst", "reStructuredText"
    PLAIN = "plain", "plain text"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something to mend in a text; `line` counts from 1, 0 where it is about the whole."""

    line: int
    message: str
