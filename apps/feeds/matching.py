"""What a text links to and whom it may name: pure. ``mentioning`` asks the base and stores.

An address is compared by a key, so that the many ways to write one meet: scheme, ``www.``, a slash
at the end, the several addresses of one video. A name must be a person's whole name in capitals;
what is doubtful is left out.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Final
from urllib.parse import parse_qs, urlsplit

from apps.core.naming import is_distinctive, package_name, person_key

#: More than this of a text is not looked at, nor more links than that.
LONGEST_TEXT: Final = 100_000
MOST_LINKS: Final = 500
MOST_WORDS: Final = 5
YOUTUBE: Final = re.compile(r"/(?:embed|v|shorts|live)/([\w-]{6,20})")
PYPI: Final = re.compile(r"/(?:project|pypi|simple)/([A-Za-z0-9][\w.-]*)")
#: Parts of a GitHub address that are no project
NO_OWNER: Final = {"features", "topics", "sponsors", "orgs", "marketplace", "about", "settings"}
PARTICLES: Final = (
    "van", "von", "der", "den", "de", "del", "della", "da", "di", "do", "dos", "du", "la", "le",
)  # fmt: skip
#: A word that does not begin with a small letter; other scripts have no such, and are looked at.
#: The first class is wider than what is meant, so that it is searched for fast; the second is it.
#: No name has longer words; without an end each letter of a long one would be tried.
_WORD: Final = r"[A-Z\u00aa-\U0010ffff](?<=[^\W\d_])[\w.'’‐-]{0,60}+"
RUN: Final = re.compile(rf"{_WORD}(?: (?:(?:{'|'.join(PARTICLES)})\b|{_WORD}))+")
#: The end of a sentence, not that of an initial
SENTENCE: Final = re.compile(r"\w\w\. ")
#: Names of projects that are no words of a language: with a sign, a digit or a capital inside.
#: Only so is a package taken by its bare name.
ODD: Final = re.compile(r"\b[A-Za-z][a-z]*+(?:[A-Z0-9]|[-_.][A-Za-z0-9])(?:[\w.-]*[A-Za-z0-9])?")
#: Where such a name has its odd place: what has none is passed over, as most paragraphs are.
ODD_PLACE: Final = re.compile(r"[A-Z0-9_.-](?<=[A-Za-z].)(?:(?<=[A-Z0-9])|(?=[A-Za-z0-9]))")
HREF: Final = re.compile(r'<a [^<>"]*?(?:"[^"]*"[^<>"]*?)*?href="([^"]*)"')
HOST: Final = re.compile(r"\s*https?://(?:[^/?#@]*@)?(?:www\.)?(?:m\.)?([^/?#:@]+)", re.IGNORECASE)
#: Other hosts at which what is at one is found
ALSO_AT: Final = {"youtube.com": ("youtu.be", "youtube-nocookie.com")}
#: Where the pages of packages are
INDEX: Final = ("pypi.org", "pypi.python.org")


@dataclass(frozen=True)
class Found:
    """What one text has: links by key, with the address as it was written, and names."""

    links: dict[str, str]
    people: frozenset[str]
    packages: frozenset[str]


def look(title: str, html: str, words: str, hosts: Collection[str]) -> Found:
    """Everything in a text that could be a mention. ``html`` is safe HTML as nh3 writes it:
    attributes stand in quotation marks, and no text has a bare <. ``words`` are those of it, a line
    for each block. Links to other than these ``hosts`` are passed over.
    """
    links = {}
    known = [url for url in HREF.findall(html[:LONGEST_TEXT]) if host_of(url) in hosts]
    for url in map(unescape, known[:MOST_LINKS]):
        if key := address_key(url):
            links[key] = url
    text = f"{title}\n{words[:LONGEST_TEXT]}"
    people = {name for run in RUN.findall(text) for name in _within(run)}
    odd = {
        word for line in filter(ODD_PLACE.search, text.split("\n")) for word in ODD.findall(line)
    }
    packages = {package_name(word) for word in odd if not word.isupper()}
    return Found(links, frozenset(people), frozenset(packages))


def host_of(url: str) -> str:
    """Its host as ``address_key`` has it, in a fraction of the time; "" for what is none."""
    found = HOST.match(url)
    return found[1].lower() if found else ""


def hosts_of(urls: Iterable[str]) -> set[str]:
    """Where links to these addresses, and to packages, may lead."""
    hosts = {*map(host_of, urls), *INDEX}
    return hosts.union(*(ALSO_AT.get(host, ()) for host in hosts)) - {""}


@lru_cache(maxsize=4_000)
def address_key(url: str) -> str:
    """What two addresses of one thing share; "" for what is none of the web."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    if video := _video(host, parts.path, parts.query):
        return f"youtube:{video}"
    if host in INDEX and (project := PYPI.match(parts.path)):
        return f"pypi:{package_name(project[1])}"
    path = parts.path.rstrip("/")
    if host == "github.com" and (repository := _repository(path)):
        return f"github:{repository}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{path}{query}"


def _video(host: str, path: str, query: str) -> str:
    if host == "youtu.be":
        return path.strip("/").partition("/")[0]
    if host in ("youtube.com", "youtube-nocookie.com"):
        embedded = YOUTUBE.match(path)
        return embedded[1] if embedded else "".join(parse_qs(query).get("v", [])[:1]).rstrip("/")
    return ""


def _repository(path: str) -> str:
    """``owner/project`` of an address anywhere inside it."""
    owner, _, rest = path.strip("/").lower().partition("/")
    project = rest.partition("/")[0].removesuffix(".git")
    return f"{owner}/{project}" if project and owner not in NO_OWNER else ""


def spellings(url: str) -> Iterator[str]:
    """Other ways to write an address, to ask a base that keeps it as somebody wrote it."""
    key = address_key(url)
    bodies = [key, f"www.{key}"]
    if video := key.removeprefix("youtube:") if key.startswith("youtube:") else "":
        bodies = [f"{www}youtube.com/watch?v={video}" for www in ("", "www.", "m.")]
        bodies += [f"youtu.be/{video}", f"www.youtube.com/embed/{video}"]
    elif key.startswith("github:"):
        as_written = "/".join(urlsplit(url).path.strip("/").split("/")[:2])
        bodies = [f"github.com/{each}" for each in (key.removeprefix("github:"), as_written)]
    elif key.startswith("pypi:"):
        bodies = []
    for body in dict.fromkeys(bodies):
        for scheme in ("https", "http"):
            yield f"{scheme}://{body}"
            yield f"{scheme}://{body}/"


def _within(run: str) -> Iterator[str]:
    """Keys of the names that a run of words in capitals may hold: two to five words each."""
    words = run.split(" ")
    ends = [n for n, word in enumerate(words) if word not in PARTICLES and not word[0].islower()]
    for place, start in enumerate(ends):
        for stop in ends[place + 1 : place + MOST_WORDS]:
            if stop - start < MOST_WORDS:
                yield from _key(" ".join(words[start : stop + 1]))


@lru_cache(maxsize=20_000)
def _key(name: str) -> tuple[str, ...]:
    """The key of a name; none if it is not distinctive, or a sentence ends within it."""
    name = name.rstrip(".'’-")
    if SENTENCE.search(name) or not is_distinctive(name):
        return ()
    return (person_key(name),)
