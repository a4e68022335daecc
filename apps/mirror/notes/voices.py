"""Who is meant by a first name, a surname or initials, among people who are known to be there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.naming import fold, person_key


@dataclass(frozen=True)
class Voices:
    """Short forms of names, each with the one full name that it can mean."""

    by_form: dict[str, str]

    def find(self, name: str) -> str:
        """The full name; empty where nobody or more than one could be meant."""
        return self.by_form.get(fold(name), "")


def among(names: Iterable[str]) -> Voices:
    """Voices of these people. A form that two of them share means neither."""
    forms: dict[str, set[str]] = {}
    for name in dict.fromkeys(names):
        for form in _forms(name):
            forms.setdefault(form, set()).add(name)
    single = {form: min(names) for form, names in forms.items() if len(names) == 1}
    return Voices(single | {person_key(name): name for names in forms.values() for name in names})


def _forms(name: str) -> set[str]:
    words = name.split()
    # Of Ahmed El-Sayed AES and AE
    initials = {
        "".join(part[0] for part in re.split(rx, name) if part) for rx in (r"[\s-]+", r"\s+")
    }
    forms = {person_key(name), fold(words[0]), fold(words[-1])} if words else set()
    return forms | {fold(each) for each in initials if len(each) >= 2}
