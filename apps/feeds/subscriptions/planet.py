"""The configuration of Planet and Venus: a section for each feed, named by its address.

    [https://example.org/feed.xml]
    name = Grace Example
    filter = python|django

Read line by line, not by configparser: a bad line costs itself and no other, and is named.
"""

import re
from collections.abc import Iterator
from typing import Final

from apps.feeds.subscriptions.listing import (
    Listing,
    ListingError,
    Problem,
    Subscription,
    gathered,
    tidied,
)

SECTION: Final = re.compile(r"\[(?P<name>.*)\]\s*(?:[;#].*)?")
OPTION: Final = re.compile(r"(?P<name>[^=:\s][^=:]*?)\s*[=:]\s*(?P<value>.*)")
#: A pattern that is only words between bars can be kept as words.
WORDS: Final = re.compile(r"[\w .+#-]+(?:\|[\w .+#-]+)*")
#: How the planet looked, which is not ours to take over, and what is taken from elsewhere
IGNORED: Final = {"face", "facewidth", "faceheight", "activity_threshold", "encoding", "hidden"}
LIST_OPTIONS: Final = {"filter": "words_wanted", "exclude": "words_unwanted"}
TEXT_OPTIONS: Final = {"name": "title", "link": "site_url", "language": "language"}

Options = dict[str, tuple[int, str]]


def read(text: str) -> Listing:
    """The subscriptions of a configuration. Raises ListingError if it has no section."""
    problems: list[Problem] = []
    sections = list(_sections(text, problems))
    if not sections:
        raise ListingError(
            "This is neither OPML nor a Planet configuration: no line reads like "
            "[https://example.org/feed.xml]."
        )
    return gathered(_subscriptions(sections, problems), problems)


def _sections(text: str, problems: list[Problem]) -> Iterator[tuple[int, str, Options]]:
    """Sections as (line, name, options). ``problems`` gets the lines that belong nowhere."""
    current: Options | None = None
    last = ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if found := SECTION.fullmatch(stripped):
            current, last = {}, ""
            yield number, found["name"].strip(), current
        elif line[0] in " \t" and current and last:
            begun, value = current[last]
            current[last] = (begun, f"{value} {stripped}".strip())
        elif current is not None and (option := OPTION.fullmatch(stripped)):
            last = option["name"].lower()
            current[last] = (number, option["value"].strip())
        else:
            where = "before the first section" if current is None else "no option"
            problems.append(Problem(number, f"This line is {where}: {stripped[:80]}"))


def _subscriptions(
    sections: list[tuple[int, str, Options]], problems: list[Problem]
) -> Iterator[Subscription]:
    """Sections whose name is an address; the others are about the planet itself."""
    for line, name, options in sections:
        url = tidied(name)
        if not re.match(r"[a-zA-Z][\w+.-]*:", url):
            if name.lower() not in ("planet", "default") and "." in name:
                problems.append(Problem(line, f"This section is no address: [{name[:80]}]"))
            continue
        texts = {
            field: options[option][1] for option, field in TEXT_OPTIONS.items() if option in options
        }
        lists = {
            field: _words(option, options[option], problems)
            for option, field in LIST_OPTIONS.items()
            if option in options
        }
        unknown = options.keys() - IGNORED - TEXT_OPTIONS.keys() - LIST_OPTIONS.keys()
        problems += [
            Problem(options[option][0], f"This option is not known: {option}") for option in unknown
        ]
        yield Subscription(url=url, line=line, **texts, **lists)  # type: ignore[arg-type]


def _words(option: str, written: tuple[int, str], problems: list[Problem]) -> tuple[str, ...]:
    line, pattern = written
    if not pattern:
        return ()
    if not WORDS.fullmatch(pattern):
        problems.append(Problem(line, f"{option} is a pattern, not words, and is left out"))
        return ()
    return tuple(word.strip() for word in pattern.split("|") if word.strip())
