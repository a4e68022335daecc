"""Posts as blogs about Python write them, made up: for what reads them to cost what it costs.

Six feeds of Planet Python's own list were looked at (those on GitHub Pages whose source is public):
two give the beginning of each post, 0.3 to 1 kB; one writes short posts of 1 to 5 kB with lists,
pictures and plain code; three give long ones of 5 to 15 kB, in which a third to two thirds of the
bytes are highlighted code, a ``span`` for each token. So a third of the blogs here are ``teaser``,
a sixth ``note`` and half ``article``. Every second blog has typographic quotes.
"""

import random
import re
from collections.abc import Callable
from html import escape

from tests.feeds.generated import WORDS

PLAIN = re.findall(
    r"\w+",
    "the a of to in and is that it for on with as this but not be are we you from at by or an "
    "which have can will there if when what all so some more about into how than them only then "
    "over after just also because where now most while between before through each both same",
)
ENDINGS = ("", "", "", "s", "s", "ed", "ing", "er", "able", "less", "like", "ness")
NAMES = ("Ada Moreau", "Ines Okafor", "Tove van der Berg", "Li Wei", "Sami Haddad", "Ravi N. Rao")
PROJECTS = ("http-lantern", "PyOrchard", "django-quilt", "numpy", "asyncpg2", "tox", "py.path")
PLACES = (
    "https://github.com/{0}/{1}",
    "https://docs.python.org/3/library/{0}.html",
    "https://pypi.org/project/{0}-{1}/",
    "https://www.youtube.com/watch?v={0}{1}",
    "https://{0}.example.com/posts/{1}/",
    "/{0}/{1}/",
)
#: Lines of code: class of Pygments and text of each token; {} is a name
CODE = [
    [("k", "def"), ("", " "), ("nf", "{}"), ("p", "("), ("bp", "self"), ("p", ","), ("", " "),
     ("n", "{}"), ("p", "):")],
    [("", "    "), ("n", "{}"), ("", " "), ("o", "="), ("", " "), ("bp", "self"), ("o", "."),
     ("n", "{}"), ("o", "."), ("n", "{}"), ("p", "()["), ("mi", "0"), ("p", "]")],
    [("", "    "), ("k", "if"), ("", " "), ("n", "{}"), ("", " "), ("ow", "is"), ("", " "),
     ("ow", "not"), ("", " "), ("kc", "None"), ("p", ":")],
    [("", "        "), ("k", "return"), ("", " "), ("n", "{}"), ("p", "("), ("s1", "'{}'"),
     ("p", ","), ("", " "), ("n", "{}"), ("o", "="), ("mi", "10"), ("p", ")")],
    [("kn", "from"), ("", " "), ("nn", "{}"), ("", " "), ("kn", "import"), ("", " "), ("n", "{}")],
    [("", "    "), ("c1", "# {} {} {} {}")],
    [("k", "for"), ("", " "), ("n", "{}"), ("", " "), ("ow", "in"), ("", " "), ("nb", "range"),
     ("p", "("), ("nb", "len"), ("p", "("), ("n", "{}"), ("p", ")):")],
]  # fmt: skip

Piece = Callable[[], str]


class Author:
    """Who writes a blog: always the same way."""

    def __init__(self, number: int) -> None:
        self._chance = random.Random(f"author {number}")
        ways = [self.teaser, self.article, self.article, self.teaser, self.note, self.article]
        self._write = ways[number // 3 % len(ways)]
        self._quotes = ("“", "”", "’") if number % 2 else ("&quot;", "&quot;", "'")

    def post(self) -> str:
        return self._write()

    def teaser(self) -> str:
        """The beginning, and where to read on."""
        return self.paragraph() + self.paragraph(links=0) * self._chance.randint(0, 1)

    def note(self) -> str:
        """A short post."""
        return self._pieces(self._chance.randint(2, 7), [self.paragraph] * 5, plain=True)

    def article(self) -> str:
        """A long post with highlighted code."""
        return self._pieces(self._chance.randint(8, 22), [self.paragraph] * 4 + [self.code] * 2)

    def _pieces(self, count: int, kinds: list[Piece], *, plain: bool = False) -> str:
        others = [self.heading, self.bullets, self.picture, self.quote]
        kinds = [*kinds, *others, *([self.plain_code] if plain else [])]
        return self.paragraph() + "".join(self._chance.choice(kinds)() for _ in range(count))

    def paragraph(self, links: int = 2) -> str:
        words = self._words(self._chance.randint(25, 90))
        for place in self._chance.sample(range(3, len(words)), self._chance.randint(0, 4)):
            change = self._chance.choice([self._marked, self._named, self._said])
            words[place] = change(words[place])
        for _ in range(self._chance.randint(0, links)):
            words[self._chance.randrange(len(words))] = self._link()
        return f"<p>{self._sentences(words)}</p>\n"

    def heading(self) -> str:
        title = " ".join(self._words(4)).capitalize()
        return f'<h2 id="{title.replace(" ", "-").lower()}">{title}</h2>\n'

    def bullets(self) -> str:
        sizes = [self._chance.randint(4, 16) for _ in range(4)]
        items = "".join(f"<li>{self._sentences(self._words(size))}</li>\n" for size in sizes)
        return f'<ul class="simple">\n{items}</ul>\n'

    def picture(self) -> str:
        name = "-".join(self._words(2))
        address = f"/static/images/{name}.png"
        image = f'<img alt="{name}" src="{address}" width="640" height="320" />'
        return f'<div class="figure align-center">\n{image}\n</div>\n'

    def quote(self) -> str:
        return f"<blockquote>\n{self.paragraph(links=0)}</blockquote>\n"

    def plain_code(self) -> str:
        lines = ("".join(text for _, text in line) for line in self._code())
        return f'<pre class="literal-block">\n{escape(chr(10).join(lines), quote=False)}\n</pre>\n'

    def code(self) -> str:
        lines = ("".join(self._token(*token) for token in line) for line in self._code())
        return f'<div class="highlight"><pre><span></span>{chr(10).join(lines)}\n</pre></div>\n'

    def _code(self) -> list[list[tuple[str, str]]]:
        lines = self._chance.choices(CODE, k=self._chance.randint(3, 14))
        return [[(kind, text.format(*self._words(4))) for kind, text in line] for line in lines]

    def _token(self, kind: str, text: str) -> str:
        text = escape(text).replace("&#x27;", "&#39;")
        return f'<span class="{kind}">{text}</span>' if kind else text

    def _words(self, count: int) -> list[str]:
        chance = self._chance
        return [
            chance.choice(PLAIN)
            if chance.random() < 0.45
            else chance.choice(WORDS) + chance.choice(ENDINGS)
            for _ in range(count)
        ]

    def _sentences(self, words: list[str]) -> str:
        """Words with capitals and stops; now and then a line break, as editors set them."""
        for start in range(0, len(words), 14):
            words[start] = words[start][:1].upper() + words[start][1:]
        ends = range(13, len(words) - 1, 14)
        for end in ends:
            words[end] += self._chance.choice([".", ".", ".", "!", "?", ":", ".\n"])
        return " ".join(words) + "."

    def _marked(self, word: str) -> str:
        tag = self._chance.choice(["em", "strong", "code", "code", "code"])
        return f"<{tag}>{word}</{tag}>"

    def _named(self, word: str) -> str:
        return self._chance.choice([*NAMES, *PROJECTS, "3.12"])

    def _said(self, word: str) -> str:
        before, after, apostrophe = self._quotes
        return self._chance.choice([f"{before}{word}{after}", f"{word}{apostrophe}s"])

    def _link(self) -> str:
        place = self._chance.choice(PLACES).format(*self._words(2))
        words = " ".join(self._words(self._chance.randint(1, 4)))
        return f'<a class="reference external" href="{place}">{words}</a>'
