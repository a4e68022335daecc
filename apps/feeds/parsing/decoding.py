"""Bytes to text, when neither the host nor the document can be relied on."""

import codecs
import re
import zlib
from typing import Final

from apps.feeds.errors import BrokenDocument, EmptyDocument, HostileDocument

#: Files that were packed once and for all are sent without a word of it by some hosts.
GZIP: Final = b"\x1f\x8b"
LARGEST_UNPACKED: Final = 5 * 2**20  # bytes

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNMARKED: Final = (
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"{\0\0\0", "utf-32-le"),
    (b"\0{", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # "<?xm" in EBCDIC
)
DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._-]+)""", re.IGNORECASE)
#: In these any byte is a letter. What is UTF-8 by chance is never a text in one of them: where a
#: host or document says so, it is mistaken.
ONE_BYTE: Final = ("iso8859", "windows", "cp12", "koi8", "mac", "ascii")
#: What is called one of these is the other on the web (https://encoding.spec.whatwg.org/).
MEANT: Final = {"iso8859-1": "windows-1252", "ascii": "windows-1252", "gb2312": "gb18030"}
#: Codecs of Python for other things than pages. Some take quadratic time, some read text as code.
NO_CHARSETS: Final = {"punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape"}


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text, in the first encoding that fits: what the bytes show, the host or the document
    says (if that is not UTF-8 called Latin), UTF-8, Windows-1252. Raises EmptyDocument, and for
    what is packed BrokenDocument and HostileDocument.
    """
    if data.startswith(GZIP):
        data = _unpacked(data)
    if not data.strip():
        raise EmptyDocument("The feed is empty")
    for name in _candidates(data, content_type or ""):
        try:
            return data.decode(name).removeprefix("\ufeff")
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _unpacked(data: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacking.decompress(data, LARGEST_UNPACKED)
    except zlib.error as error:
        raise BrokenDocument("It is packed, and cannot be unpacked") from error
    if unpacking.unconsumed_tail:
        raise HostileDocument(f"Unpacked it is larger than {LARGEST_UNPACKED} bytes")
    return unpacked


def _candidates(data: bytes, content_type: str) -> list[str]:
    shown = [name for mark, name in BOMS if data.startswith(mark)]
    shown += [name for mark, name in UNMARKED if data.lstrip(b" \n\r\t").startswith(mark)]
    said = [found[1] for found in [CHARSET.search(content_type)] if found]
    declared = [found[1].decode() for found in [DECLARED.search(data[:1024])] if found]
    named = [name for name in map(_meant, [*said, *declared]) if name]
    if any(name.startswith(ONE_BYTE) for name in named[:1]):
        named.insert(0, "utf-8")
    return [*shown, *named, "utf-8", "windows-1252"]


def _meant(name: str) -> str:
    """The codec that is meant; nothing if there is none that turns bytes into text."""
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return ""
    wide = codec.name.startswith(("utf-16", "utf-32"))  # the bytes would have shown it
    is_charset = codec._is_text_encoding and codec.name.replace("_", "-") not in NO_CHARSETS
    return MEANT.get(codec.name, codec.name) if is_charset and not wide else ""
