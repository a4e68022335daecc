"""feedparser, in a process that can be killed: for what no XML parser accepts.

It guesses well and may hang doing so. So it gets a process of its own with a limit to its
processor time and memory, held by the kernel; a document that kills it is named poisonous.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from apps.feeds.errors import BrokenDocument, PoisonousDocument
from apps.feeds.parsing.documents import (
    MOST_BESIDE,
    MOST_ENTRIES,
    Enclosure,
    ParsedEntry,
    ParsedFeed,
)
from apps.feeds.parsing.texts import fit_all, language_tag, one_line, person_name
from apps.feeds.parsing.wording import words_in

PROGRAM: Final = Path(__file__).with_name("feedparser_process.py")


class Process:
    """The process, started when it is first needed and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, data: bytes, url: str, content_type: str) -> dict[str, Any]:
        """What feedparser makes of the document. Raises PoisonousDocument."""
        with self._lock:
            process = self._running()
            question = orjson.dumps([url, content_type, len(data)]) + b"\n" + data
            assert process.stdin
            assert process.stdout
            try:
                process.stdin.write(question)
                process.stdin.flush()
                line = process.stdout.readline()
            except BrokenPipeError:
                line = b""
            except BaseException:  # a time limit: its answer must not be taken for the next one's
                process.kill()
                self.close()
                raise
            if not line:
                raise self._death(process)
        answer: dict[str, Any] = orjson.loads(line)
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        """A process of this process: after a fork the parent's is not ours to talk to."""
        if self._owner != os.getpid() or (self._process and self._process.poll() is not None):
            self.close()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 our own program
                [sys.executable, "-I", str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._owner = os.getpid()
        return self._process

    def close(self) -> None:
        """Let it go: it ends when nobody is left to ask."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        if self._owner == os.getpid():
            process.wait()
        else:
            process.returncode = 0  # not our child: nothing to wait for

    def _death(self, process: "subprocess.Popen[bytes]") -> PoisonousDocument:
        self.close()
        if process.returncode == -signal.SIGPROF:
            return PoisonousDocument("It kept the parser busy for too long")
        return PoisonousDocument("It made the parser crash")


_process = Process()
atexit.register(_process.close)


def read(data: bytes, url: str, content_type: str) -> ParsedFeed:
    """The feed as feedparser understands it. Raises BrokenDocument, PoisonousDocument."""
    found = fit_all(_process.ask(data, url, content_type))
    if error := found.get("error"):
        raise BrokenDocument(f"Neither parser could read it: {error}")
    found["title"], found["subtitle"] = map(words_in, (found["title"], found["subtitle"]))
    found["authors"] = _names(found["authors"])
    found["language"] = language_tag(found["language"])
    heirs = found["authors"] if found.pop("is_atom") else ()
    entries = tuple(_entry(fields, heirs) for fields in found.pop("entries")[:MOST_ENTRIES])
    return ParsedFeed(**found, entries=entries)


def _names(names: list[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(person_name, names[:MOST_BESIDE])))


def _entry(fields: dict[str, Any], heirs: tuple[str, ...]) -> ParsedEntry:
    fields["title"] = words_in(fields["title"])
    fields["language"] = language_tag(fields["language"])
    for name in ("published", "updated"):
        fields[name] = datetime.fromtimestamp(fields[name], UTC) if fields[name] else None
    own = _names(fields["authors"])
    fields["authors"], fields["is_by_feed"] = own or heirs, not own and bool(heirs)
    fields["tags"] = tuple(filter(None, map(one_line, filter(None, fields["tags"][:MOST_BESIDE]))))
    fields["enclosures"] = tuple(Enclosure(*each) for each in fields["enclosures"][:MOST_BESIDE])
    return ParsedEntry(**fields)
