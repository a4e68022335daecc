"""ISBNs as people type them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reviews import isbn


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0-306-40615-2", "9780306406157"),
        ("978-0-306-40615-7", "9780306406157"),
        ("ISBN-13: 978 0306406157", "9780306406157"),
        ("isbn 080442957x", "9780804429573"),
        ("979-10-90636-07-1", "9791090636071"),
        ("  ", ""),
    ],
)
def test_either_length_is_kept_as_thirteen_digits(typed: str, kept: str) -> None:
    assert isbn.parse(typed) == kept


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("0-306-40615-3", "030640615 would end in 2, not 3"),
        ("9780306406158", "would end in 7, not 8"),
        ("12345", "this has 5"),
        ("030640615Y", "digits only"),
        ("9770306406157", "begins with 978 or 979"),
        ("٠٣٠٦٤٠٦١٥٢", "digits only"),
        ("X306406152", "digits only"),
    ],
)
def test_what_is_wrong_is_said(typed: str, complaint: str) -> None:
    with pytest.raises(isbn.IsbnError, match=complaint):
        isbn.parse(typed)


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_ten_digits_come_back(stem: str) -> None:
    ten = stem + isbn.check_digit_10(stem)

    assert isbn.ten_of(isbn.parse(ten)) == ten


@given(
    st.text(alphabet="0123456789", min_size=9, max_size=9),
    st.integers(0, 9),
    st.sampled_from("0123456789"),
)
def test_one_wrong_digit_is_always_noticed(stem: str, place: int, digit: str) -> None:
    right = "978" + stem
    right += isbn.check_digit_13(right)
    wrong = right[: place + 3] + digit + right[place + 4 :]

    if wrong != right:
        with pytest.raises(isbn.IsbnError):
            isbn.parse(wrong)


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_complaint(typed: str) -> None:
    with suppress(isbn.IsbnError):
        assert len(isbn.parse(typed)) in (0, 13)


def test_those_of_979_have_no_older_form() -> None:
    assert isbn.ten_of("9791090636071") == ""
    assert isbn.ten_of("") == ""
