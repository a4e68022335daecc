"""What a list may be narrowed by: a whitelist of parameters for each kind.

A filter turns the text of one parameter into a condition on documents, or raises ``BadParameter``
with what would have been right.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apps.core.problems import BadParameter as BadParameter

#: A slug or code longer than any that is stored cannot match: refused before it reaches the base.
LONGEST = 250


@dataclass(frozen=True)
class Filter:
    """One query parameter: what it means, its OpenAPI schema, and its condition.

    ``condition`` gets the text and all parameters, since ``role`` narrows ``speaker``. ``names`` is
    the kind whose slug the text is, where a record of it can become part of another.
    """

    description: str
    condition: Callable[[str, Mapping[str, str]], Q]
    schema: Mapping[str, Any]
    names: str = ""

    def described(self) -> dict[str, Any]:
        """The OpenAPI schema of the parameter, with what every filter asks."""
        text = {"minLength": 1, "maxLength": LONGEST, "pattern": r"^[^\u0000\ufffd]+$"}
        is_text = self.schema["type"] == "string" and not {"enum", "format"} & self.schema.keys()
        return {**(text if is_text else {}), **self.schema}

    def q(self, name: str, params: Mapping[str, str]) -> Q:
        """The condition that parameter ``name`` of ``params`` stands for."""
        text = params[name]
        if not text or len(text) > LONGEST or "\0" in text:
            raise BadParameter(name, f"must be 1 to {LONGEST} characters without NUL")
        if "enum" in self.schema and text not in self.schema["enum"]:
            raise BadParameter(name, f"must be one of {', '.join(self.schema['enum'])}")
        try:
            return self.condition(text, params)
        except ValueError as error:
            raise BadParameter(name, str(error)) from error


def equals(column: str, description: str) -> Filter:
    """Match a text column exactly."""
    return Filter(description, lambda text, _: Q(**{column: text}), {"type": "string"})


def one_of(column: str, choices: list[str], description: str) -> Filter:
    """Match one of a fixed set of values."""
    schema = {"type": "string", "enum": choices}
    return Filter(description, lambda text, _: Q(**{column: text}), schema)


def year(description: str) -> Filter:
    """Match the year of a record's date, 1 to 9999."""

    def condition(text: str, _: Mapping[str, str]) -> Q:
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) > 1):
            raise ValueError("must be a year such as 2013")
        first = datetime.date(int(text), 1, 1)
        return Q(sort_date__gte=first, sort_date__lte=first.replace(month=12, day=31))

    return Filter(description, condition, {"type": "integer", "minimum": 2, "maximum": 9999})


def topic(description: str = "Slug of a topic") -> Filter:
    """Match records that have a topic."""
    return Filter(
        description, lambda text, _: Q(topics__contains=[text]), {"type": "string"}, "topic"
    )


def person(role_parameter: str, description: str) -> Filter:
    """Match records in which a person appears, in the role of ``role_parameter`` if given."""

    def condition(text: str, params: Mapping[str, str]) -> Q:
        role = params.get(role_parameter)
        return Q(people__contains=[f"{role}:{text}" if role else text])

    return Filter(description, condition, {"type": "string"}, "person")


def in_role(role: str, description: str) -> Filter:
    """Match records in which a person has one certain role."""

    def condition(text: str, _: Mapping[str, str]) -> Q:
        return Q(people__contains=[f"{role}:{text}"])

    return Filter(description, condition, {"type": "string"}, "person")


def role(roles: list[str], description: str) -> Filter:
    """Match records in which anybody has a role."""
    schema = {"type": "string", "enum": roles}
    return Filter(description, lambda text, _: Q(people__contains=[f"{text}:"]), schema)
