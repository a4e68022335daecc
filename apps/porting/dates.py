"""The day that ``?as_of=`` asks about."""

import datetime
import re

from apps.catalog.filters import BadParameter

PARAMETER = "as_of"
_FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(text: str) -> datetime.date:
    """The day written as 2013-07-05 (ValueError, saying so, for anything else)."""
    try:
        if not _FORM.fullmatch(text):
            raise ValueError(text)
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("must be a day written like 2013-07-05") from error


def asked_day(text: str | None) -> datetime.date | None:
    """The day asked for, None for now: a form's empty field (BadParameter for what is no day)."""
    return given_day(text) if text else None


def given_day(text: str) -> datetime.date:
    """The day that is given (BadParameter for what is none)."""
    try:
        return day(text)
    except ValueError as error:
        raise BadParameter(PARAMETER, str(error)) from error
