"""International Standard Book Numbers (ISO 2108): both lengths, one stored form."""

import re

LENGTHS = (10, 13)
#: What an ISBN looks like, whatever its last digit
PATTERN = r"^(97[89]([ -]?[0-9]){10}|[0-9]([ -]?[0-9]){8}[ -]?[0-9Xx])$"
_SEPARATORS = re.compile(r"[\s‐‑‒–—-]+")


class IsbnError(ValueError):
    """Not an ISBN; the message says what is wrong and how to mend it."""


def parse(text: str) -> str:
    """The 13 digits of an ISBN of either length, whatever stands between them.

    Empty text gives "". Raises IsbnError for anything that is no ISBN.
    """
    digits = _SEPARATORS.sub("", re.sub(r"(?i)^\s*isbn(-1[03])?:?\s*", "", text)).upper()
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]+X?", digits):
        raise IsbnError("An ISBN has digits only (and an X at the end of some of ten).")
    if len(digits) not in LENGTHS:
        raise IsbnError(f"An ISBN has 10 or 13 digits; this has {len(digits)}.")
    return _of_ten(digits) if len(digits) == 10 else _of_thirteen(digits)


def _of_ten(digits: str) -> str:
    expected = check_digit_10(digits[:9])
    if digits[9] != expected:
        raise _wrong(digits, expected)
    stem = "978" + digits[:9]
    return stem + check_digit_13(stem)


def _of_thirteen(digits: str) -> str:
    if not digits.startswith(("978", "979")) or digits.endswith("X"):
        raise IsbnError("An ISBN of 13 digits begins with 978 or 979 and has no X.")
    expected = check_digit_13(digits[:12])
    if digits[12] != expected:
        raise _wrong(digits, expected)
    return digits


def _wrong(digits: str, expected: str) -> IsbnError:
    return IsbnError(
        f"The last digit does not fit: {digits[:-1]} would end in {expected}, not {digits[-1]}. "
        "Compare it with the book."
    )


def check_digit_10(stem: str) -> str:
    """The last digit of an ISBN-10 for its first nine."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), stem, strict=True))
    return "0123456789X"[-total % 11]


def check_digit_13(stem: str) -> str:
    """The last digit of an ISBN-13 for its first twelve."""
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(stem))
    return str(-total % 10)


def ten_of(isbn: str) -> str:
    """The older form of a stored ISBN, "" if it has none (those of 979)."""
    if not isbn.startswith("978"):
        return ""
    return isbn[3:12] + check_digit_10(isbn[3:12])
