#!/usr/bin/env python3
"""A client of pycommunity's API in one file: copy it beside your program. Standard library only.

    from pycommunity_client import Client, Copy

    site = Client("https://community.example.org")
    for talk in site.list("talks", event="djangocon-au-2013"):
        print(talk["date"], talk["title"])

    with Copy(site, "community.sqlite") as copy:
        copy.sync()                      # all at first, then what changed
        for panel in copy.records("talk"):
            ...

On the command line: ``python pycommunity_client.py https://community.example.org sync my.db``.
Python 3.9 or newer.
"""

import argparse
import gzip
import http.client
import json
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

__version__ = "1.0"

#: Answers that come right by asking again, and how often to do so
AGAIN = (429, 500, 502, 503, 504)
TRIES = 6
LONGEST_WAIT = 120


class ApiError(Exception):
    """The site refused: ``status`` and ``problem`` (RFC 9457) say why."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('title', '')}: {problem.get('detail', '')}")
        self.status = status
        self.problem = problem


class Client:
    """One site. Waits when it is told to, asks again when the network or the site fails."""

    def __init__(self, site, token=None, timeout=60, sleep=time.sleep):
        self.base = site.rstrip("/") + "/api/v1/"
        self.token = token
        self.timeout = timeout
        self.sleep = sleep

    def get(self, *path, **params):
        """One answer: ``get("talks", 17)``, ``get("events", "pycon-us-2009", fields="title")``."""
        with self.open(self.address(*path, **params)) as answer:
            return json.load(answer)

    def list(self, resource, **params):
        """Yield every record of a list, page by page. Parameters narrow it as the API's do.

        Pages are asked for by cursor: what is added meanwhile neither hides nor repeats a record.
        """
        url = self.address(resource, **{"limit": 200, **params})
        while url:
            with self.open(url) as answer:
                page = json.load(answer)
            yield from page["results"]
            url = page["next"]

    def changes(self, since="0"):
        """Yield every change after a cursor, in order: dicts with ``cursor``, ``change``,
        ``kind``, ``id`` and ``record`` (None if it is gone)."""
        with self.open(self.address("changes", since=since, format="ndjson")) as answer:
            for line in answer:
                yield json.loads(line)

    def address(self, *path, **params):
        quoted = "/".join(urllib.parse.quote(str(part), safe="") for part in path)
        query = urllib.parse.urlencode(params)
        return f"{self.base}{quoted}/" + (f"?{query}" if query else "")

    def open(self, url):
        """The answer as a file (ApiError if the site refuses, OSError if it cannot be reached)."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._open(url)
            except urllib.error.HTTPError as error:
                if error.code not in AGAIN or attempt == TRIES:
                    raise ApiError(error.code, _problem(error)) from None
                wait = _seconds(error.headers.get("Retry-After"), 2**attempt)
            except (OSError, http.client.HTTPException):
                if attempt == TRIES:
                    raise
                wait = 2**attempt
            self.sleep(min(wait, LONGEST_WAIT))
        raise AssertionError("the last attempt returns or raises")

    def _open(self, url):
        headers = {
            "Accept": "application/json, application/x-ndjson",
            "Accept-Encoding": "gzip",
            "User-Agent": f"pycommunity-client/{__version__}",
        }
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=self.timeout
        )
        zipped = answer.headers.get("Content-Encoding") == "gzip"
        return gzip.GzipFile(fileobj=answer) if zipped else answer


class Copy:
    """A copy of the public base in an SQLite file, kept in step.

    The cursor is stored together with the changes it stands for: a copy that was cut off anywhere
    goes on from there.
    """

    #: Changes that are stored together
    BATCH = 500

    def __init__(self, client, path):
        self.client = client
        self.base = sqlite3.connect(path)
        with self.base:
            self.base.execute(
                "CREATE TABLE IF NOT EXISTS record"
                " (kind TEXT, id INTEGER, record TEXT NOT NULL, PRIMARY KEY (kind, id))"
            )
            self.base.execute("CREATE TABLE IF NOT EXISTS place (cursor TEXT NOT NULL)")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.base.close()

    @property
    def cursor(self):
        """Where the copy stands; "0" at the beginning."""
        found = self.base.execute("SELECT cursor FROM place").fetchone()
        return found[0] if found else "0"

    def sync(self, progress=None):
        """Take over everything that changed; return how many changes that were.

        ``progress(count)`` is called after each batch. A base that was put back from a backup is
        copied anew.
        """
        count = 0
        while True:
            try:
                taken = self._sync(count, progress)
            except ApiError as error:
                if error.status != 409:
                    raise
                with self.base:
                    self.base.execute("DELETE FROM record")
                    self.base.execute("DELETE FROM place")
                continue
            count += taken
            if not taken:
                return count

    def _sync(self, before, progress):
        count, batch = 0, []
        for change in self.client.changes(self.cursor):
            batch.append(change)
            count += 1
            if len(batch) == self.BATCH:
                self._store(batch)
                batch = []
                if progress:
                    progress(before + count)
        self._store(batch)
        return count

    def _store(self, changes):
        if not changes:
            return
        with self.base:
            for change in changes:
                key = (change["kind"], change["id"])
                if change["change"] == "delete":
                    self.base.execute("DELETE FROM record WHERE kind = ? AND id = ?", key)
                else:
                    text = json.dumps(change["record"], ensure_ascii=False)
                    self.base.execute("REPLACE INTO record VALUES (?, ?, ?)", (*key, text))
            self.base.execute("DELETE FROM place")
            self.base.execute("INSERT INTO place VALUES (?)", (changes[-1]["cursor"],))

    def records(self, kind):
        """Yield the records of a kind ("talk", "event", ...), by id."""
        rows = self.base.execute("SELECT record FROM record WHERE kind = ? ORDER BY id", (kind,))
        for (text,) in rows:
            yield json.loads(text)

    def counts(self):
        """How many records there are of each kind."""
        return dict(self.base.execute("SELECT kind, count(*) FROM record GROUP BY kind"))


def _problem(error):
    try:
        return dict(json.load(error))
    except ValueError:
        return {"title": error.reason}


def _seconds(text, otherwise):
    try:
        return max(0, int(text))
    except (TypeError, ValueError):
        return otherwise


def main(argv=None):
    parser = argparse.ArgumentParser(description="Read a pycommunity site.")
    parser.add_argument("site", help="its address, such as https://community.example.org")
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="print the records of a list, one a line")
    listing.add_argument("resource", help="such as talks")
    listing.add_argument("params", nargs="*", metavar="name=value", help="such as year=2013")
    copying = commands.add_parser("sync", help="keep a copy of everything in an SQLite file")
    copying.add_argument("file")
    options = parser.parse_args(argv)
    client = Client(options.site)
    try:
        if options.command == "list":
            for record in client.list(options.resource, **_pairs(parser, options.params)):
                print(json.dumps(record, ensure_ascii=False))
        else:
            with Copy(client, options.file) as copy:
                count = copy.sync(lambda n: print(f"{n} changes", file=sys.stderr))
                print(f"{count} changes. Now there are: {copy.counts()}")
    except (ApiError, OSError, sqlite3.Error) as error:
        sys.exit(str(error))


def _pairs(parser, texts):
    pairs = [text.partition("=") for text in texts]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        parser.error(f"{wrong[0]!r} is not name=value")
    return {name: value for name, _, value in pairs}


if __name__ == "__main__":
    main()
