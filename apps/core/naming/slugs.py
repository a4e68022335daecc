"""Address parts and package names."""

import re

from apps.core.naming.folding import fold


def slug(text: str, *, fallback: str = "untitled", max_length: int = 80) -> str:
    """A readable address part that Django's `validate_unicode_slug` accepts; never empty.

    Letters of every script stay, accents go as in `fold`, and signs that end a word are spelled
    out, so that C, C++ and C# differ (c, c-plus-plus, c-sharp). Cut between words where possible.
    """
    spelled = re.sub(r"(?<=\w)\++(?!\w)", lambda m: " plus" * len(m[0]), text)
    spelled = re.sub(r"(?<=\w)#(?!\w)", " sharp", spelled)
    words = "".join(c for c in fold(spelled) if c == " " or c.isalnum()).split()
    whole = "-".join(words)
    cut = whole[:max_length]
    if len(whole) > max_length and whole[max_length] != "-" and "-" in cut[max_length // 2 :]:
        cut = cut.rpartition("-")[0]
    return cut.strip("-") or fallback


def package_name(name: str) -> str:
    """A project's normalised name (PEP 503): Flask_SQLAlchemy is flask-sqlalchemy."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()
