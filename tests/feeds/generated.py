"""Blogs that never were: the same ones each time, by number."""

import random
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

WORDS = re.findall(
    r"\w+",
    "adapter async branch bytes cache closure codec commit context coroutine cursor debugger "
    "decorator descriptor dictionary django docstring event exception factory fixture flask "
    "function future garbage generator import index integer iterator keyword lambda library "
    "list loop mapping metaclass method migration module mutable namespace object package "
    "parser pattern pickle property protocol query queue recursion release script sequence "
    "server session signal slice socket string subclass template test thread token tuple type "
    "unicode variable vector version virtual widget worker wrapper yield zip",
)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Post:
    guid: str
    link: str
    title: str
    body: str
    published: datetime | None
    tags: tuple[str, ...] = ()

    def item(self) -> str:
        date = f"<pubDate>{format_datetime(self.published)}</pubDate>" if self.published else ""
        tags = "".join(f"<category>{escape(tag)}</category>" for tag in self.tags)
        guid = f'<guid isPermaLink="false">{escape(self.guid)}</guid>' if self.guid else ""
        return (
            f"<item><title>{escape(self.title)}</title><link>{escape(self.link)}</link>{guid}{date}"
            f"{tags}<description>{escape(self.body)}</description></item>\n"
        )


@dataclass
class Blog:
    """A blog, its posts newest first."""

    number: int
    posts: list[Post] = field(default_factory=list)
    extra: str = ""

    def newest(self) -> datetime:
        return max((post.published for post in self.posts if post.published), default=EPOCH)

    def feed(self) -> bytes:
        """RSS or, of every third blog, Atom."""
        if self.number % 3 == 2:
            return self._atom()
        items = "".join(post.item() for post in self.posts)
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>Blog {self.number}</title><link>https://blog{self.number}.example.org/</link>"
            f"<description>About Python</description>{self.extra}\n{items}</channel></rss>"
        ).encode()

    def _atom(self) -> bytes:
        entries = "".join(_atom_entry(post) for post in self.posts)
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Blog {self.number}</title><id>urn:blog:{self.number}</id>"
            f'<link href="https://blog{self.number}.example.org/"/>'
            f"<updated>{self.newest().isoformat()}</updated>\n{entries}</feed>"
        ).encode()

    def add(self, title: str, published: datetime | None = None, **fields: str) -> Post:
        """Write a post; it comes first."""
        n = len(self.posts)
        link = f"https://blog{self.number}.example.org/new/{n}"
        post = Post(f"new-{self.number}-{n}", link, title, f"<p>{title}.</p>", published)
        self.posts.insert(0, replace(post, **fields))  # type: ignore[arg-type]
        return self.posts[0]


def _atom_entry(post: Post) -> str:
    published = post.published or EPOCH
    tags = "".join(f'<category term="{escape(tag)}"/>' for tag in post.tags)
    return (
        f"<entry><id>{escape(post.guid)}</id><title>{escape(post.title)}</title>"
        f'<link href="{escape(post.link)}"/><published>{published.isoformat()}</published>'
        f"<updated>{published.isoformat()}</updated>{tags}"
        f'<content type="html">{escape(post.body)}</content></entry>\n'
    )


def blog(number: int, posts: int = 30) -> Blog:
    """Blog of that number, as it always is."""
    chance = random.Random(number)
    gap = timedelta(days=chance.randint(1, 12), minutes=chance.randint(0, 999))
    return Blog(number, [_post(chance, number, posts - n, EPOCH - n * gap) for n in range(posts)])


def _post(chance: random.Random, blog: int, n: int, published: datetime) -> Post:
    host = f"https://blog{blog}.example.org"
    return Post(
        guid=f"tag:blog{blog}.example.org,2020:{n}",
        link=f"{host}/{n}",
        title=" ".join(chance.choices(WORDS, k=6)).capitalize(),
        body="".join(_paragraph(chance, host) for _ in range(chance.randint(3, 9))),
        published=published,
        tags=tuple(chance.sample(["python", "django", "testing", "life", "async"], 2)),
    )


def _paragraph(chance: random.Random, host: str) -> str:
    words = chance.choices(WORDS, k=chance.randint(40, 90))
    words[3] = f'<a href="/{words[3]}">{words[3]}</a>'
    words[9] = f"<em>{words[9]}</em>"
    words[15] = f"<code>{words[15]}</code>"
    return f"<p>{' '.join(words)}.</p>\n"
