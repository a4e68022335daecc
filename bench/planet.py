"""The generated planet as a process of its own, so that its work is counted on neither side.

Prints its port, and what its posts are like. These are ``lifelike`` (``bench.posts``) or ``plain``,
as those of the tests are. GET /do/tenth: every tenth blog writes a post. GET
/do/plain: no more validators.
"""

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bench.posts import Author
from tests.feeds.generated import Blog, blog
from tests.feeds.planet_server import Page, Planet


def lifelike(number: int) -> Blog:
    """The blog of that number, in an author's words."""
    made, author = blog(number), Author(number)
    made.posts = [replace(post, body=author.post()) for post in made.posts]
    return made


async def main(feeds: int, hosts: int, posts: str) -> None:
    planet = Planet(hosts)
    make = lifelike if posts == "lifelike" else blog
    blogs = {f"/{number}.xml": make(number) for number in range(feeds)}
    for path, each in blogs.items():
        planet.blog(path, each)

    async def tenth(writer: asyncio.StreamWriter) -> None:
        for path, each in list(blogs.items())[::10]:
            each.add(f"Thought {len(each.posts)}", each.newest() + timedelta(hours=1))
            planet.blog(path, each)
        await done(writer)

    async def plain(writer: asyncio.StreamWriter) -> None:
        for page in planet.pages.values():
            page.etag = page.last_modified = ""
        await done(writer)

    planet.pages["/do/tenth"] = Page(script=tenth)
    planet.pages["/do/plain"] = Page(script=plain)
    await planet.start()
    print(planet.port, described(blogs.values()), flush=True)
    await asyncio.Event().wait()


def described(blogs: Iterable[Blog]) -> str:
    """How many posts there are, how long, and how many tags they have."""
    bodies = [post.body for each in blogs for post in each.posts]
    sizes = sorted(len(body.encode()) for body in bodies)
    tags = sum(body.count("<") for body in bodies)
    most = f"{sizes[len(sizes) // 10]} to {sizes[-len(sizes) // 10]} bytes (four fifths of them)"
    mean, apart = sum(sizes) // len(sizes), sum(sizes) // tags
    return f"{len(bodies)} posts of {most}, {mean} on average, a tag in every {apart}"


async def done(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
