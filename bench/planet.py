"""The generated planet as a process of its own, so that its work is counted on neither side.

Prints its port. GET /do/tenth: every tenth blog writes a post. GET /do/plain: no more validators.
"""

import asyncio
import sys
from datetime import timedelta

from tests.feeds.generated import blog
from tests.feeds.planet_server import Page, Planet


async def main(feeds: int, hosts: int) -> None:
    planet = Planet(hosts)
    blogs = {f"/{number}.xml": blog(number) for number in range(feeds)}
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
    print(planet.port, flush=True)
    await asyncio.Event().wait()


async def done(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
