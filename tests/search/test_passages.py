"""What of a text is shown below a result."""

import pytest

from apps.search.highlighting import passage


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Use [eggs][], or *[them][1]*.\n\n[eggs]: https://x.org/eggs\n\nNow.",
            "Use {}, or them. Now.",
        ),
        ("Of [eggs](https://x.org), ![a nest](n.png) and `straw`.", "Of {}, a nest and straw."),
        ("`Eggs <https://x.org>`__ are **round**; in .NET too.", "{} are round; in .NET too."),
    ],
)
def test_it_is_words_without_markup(text: str, shown: str) -> None:
    found = passage([text], ["eggs"])
    word = "Eggs" if "Eggs" in text else "eggs"
    assert found == shown.format(f"<mark>{word}</mark>")
