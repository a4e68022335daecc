"""What a web site puts around a text: left out on import, and reported."""

import re
from typing import Final

from apps.mirror.notes.source import Source

SIGNS: Final = re.compile(
    r"^\W*(?:(?:blog )?comments? (?:powered by|are closed)|powered by (?:disqus|wordpress"
    r"|drupal|blogger)"
    r"|(?:please )?enable javascript to view|leave a (?:reply|comment)|post a comment"
    r"|\d+ comments?$"
    r"|(?:share|tweet) (?:this|on)|share:|subscribe (?:to|via)|filed under|posted (?:by|in"
    r"|on|at)\b.{0,80}$"
    r"|permalink|trackback|(?:previous|next|older|newer) (?:post|entry|article)"
    r"|skip to (?:main )?content"
    r"|all rights reserved|copyright ©|©\s?\d{4}|contact us(?: today)?\W*$|sign up for our"
    r"|join our (?:other )?(?:satisfied |happy )?(?:clients|customers|newsletter)"
    r"|back to top|print this"
    r"|like this:|related posts?:?$|you (?:might|may) also like|cookie (?:policy|notice))",
    re.IGNORECASE,
)
SLOGAN: Final = re.compile(
    r"^(?:your|our|we(?:'|’)?(?:re| are)|the)\b.{3,60}\b(?:experts?|specialists?"
    r"|consultants?|partners?"
    r"|solutions?|professionals?|company|agency|provider|hosting)\W*$",
    re.IGNORECASE,
)
LONGEST: Final = 200
LEFT_OUT: Final = "Boilerplate of a web site was left out."


def leave_out(source: Source, first: int) -> None:
    """Leave out lines that stand alone and are a site's own: a slogan on top, widgets anywhere."""
    top = next((n for n in range(first, source.last + 1) if not source.is_blank(n)), 0)
    for number, line in source.numbered(first, source.last):
        if len(line) > LONGEST or not _stands_alone(source, number):
            continue
        if SIGNS.match(line) or (number == top and SLOGAN.match(line)):
            source.problem(number, LEFT_OUT, line)
            source.left_out.add(number)


def _stands_alone(source: Source, number: int) -> bool:
    return source.is_blank(number - 1) and source.is_blank(number + 1)
