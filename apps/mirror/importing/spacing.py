"""Titles written without their spaces: "DjangoConAU", "PyCon2009"."""

import re
from typing import Final

JOINTS: Final = re.compile(r"(?<=[a-z])(?=[A-Z]{2})|(?<=[A-Za-z])(?=(?:19|20)\d\d)")


def spaced(title: str) -> str:
    """The title with a space wherever a joint shows: "DjangoCon AU", "PyCon 2009"."""
    return JOINTS.sub(" ", title)
