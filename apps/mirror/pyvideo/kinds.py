"""What kind of session a title and its tags tell of."""

import re
from collections.abc import Iterable
from typing import Final

from apps.core.naming import fold

# In order: the first that matches is the kind. Words that also occur inside ordinary titles
# (solar panels, closing the gap) count only where a session's own name would have them.
TITLES: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("other", r"^interviews?\b(?! skills)|\binterviewed at\b|\binterview with\b"),
        ("lightning", r"\blight(?:n)?ing[ -]talks?\b|\bblitzvorträge\b|^LT\s*[:-]"),
        ("keynote", r"\bkeynotes?\b"),
        (
            "panel",
            r"\bpanel discussions?\b|\bpanel:|^\[?panel\b|\bpanel (?:hosted|with)\b|\(panel\)"
            r"|(?<!\bto )(?<!\bwith )(?<!\busing )(?<!\bin )(?<!\band )\bpanel\W*$"
            r"|\broundtable\)?$|\bround table\b|\bmesa redonda\b|\btable ronde\b"
            r"|^\W*fireside chat\b",
        ),
        ("poster", r"^\W*posters?\b|\(poster\)"),
        ("tutorial", r"^\W*tutorial\b|\btutorial\W*$|\(tutorial\)|\btutorial[:,]? (?:- )?part\b"),
        ("tutorial", r"^\W*workshop\b|\bworkshop\W*$|\(workshop\)"),
        (
            "other",  # an opening
            r"^\W*(?:\w+ )?(?:opening|welcome)(?: (?:and|&|to)\b.*| remarks?.*| session.*"
            r"| ceremon(?:y|ies).*| address.*| statements?.*| notes.*)?\W*$",
        ),
        (
            "other",  # a closing
            r"^\W*(?:\w+ )?(?:closing|goodbye|farewell)(?: (?:and|&)\b.*| remarks?.*| session.*"
            r"| ceremon(?:y|ies).*| address.*| statements?.*| notes.*| talk)?\W*$",
        ),
        ("sprint", r"^\W*sprints?\b(?! data)|\bintro(?:duction)? to sprint(?:s|ing)\W*$"),
    )
)
TAGS: Final = {
    "lightning talks": "lightning",
    "lightning talk": "lightning",
    "keynote": "keynote",
    "keynotes": "keynote",
    "panel": "panel",
    "panel discussion": "panel",
    "poster": "poster",
    "tutorial": "tutorial",
    "tutorials": "tutorial",
    "workshop": "tutorial",
}


def session_kind(title: str, topics: Iterable[str]) -> str:
    """The kind that the title tells of, or else the tags; a talk if neither does."""
    for kind, pattern in TITLES:
        if pattern.search(title):
            return kind
    tagged = (TAGS.get(fold(topic)) for topic in topics)
    return next((kind for kind in tagged if kind), "talk")
