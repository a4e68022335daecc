"""The picture of a record that networks show where somebody shares its page: 1200 x 630, PNG.

Words in the site's own type where the font has every letter of them, else none: a title in Hebrew
or Chinese gets a larger mark instead of a row of boxes. What hangs beside the words is a quipu of
the record's own, the same each time.

Pillow is loaded when something is drawn: most web workers never do, and would carry it along.
"""

import hashlib
import io
import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import font_source_serif_pro as typeface

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

WIDTH: Final = 1200
HEIGHT: Final = 630
PAPER, INK, SOFT, ACCENT, LINE = "#fbfbfd", "#191820", "#5d5a69", "#a3123f", "#dddbe3"
MARGIN: Final = 84
#: What the words may take of the width; beside them hang the cords
COLUMN: Final = 800
#: (size of the letters, lines that fit), largest first
TITLES: Final = ((88, 3), (72, 4), (58, 5), (49, 6))
#: Of longer titles the rest is not looked at: nobody reads a paragraph on a picture
LONGEST: Final = 400
CORDS: Final = 5


@dataclass(frozen=True)
class Words:
    """What stands on a picture: the kind of thing, its title, whose or when it is, the site."""

    kind: str
    title: str
    foot: str
    site: str


def draw(words: Words, key: str) -> bytes:
    """The picture as PNG. ``key`` decides how its cords hang."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    image.paste(_quipu(key), (WIDTH - 290, 0))
    canvas = ImageDraw.Draw(image)
    _line(canvas, words.kind, 40, 74, SOFT)
    if title := drawable(words.title):
        size, lines = _fit(title)
        for row, text in enumerate(lines):
            place = (MARGIN, 132 + row * size * 1.14)
            canvas.text(place, text, font=_font(size, bold=True), fill=INK)
    else:
        _mark(canvas)
    _line(canvas, words.foot, 32, HEIGHT - 138, SOFT)
    _line(canvas, words.site, 32, HEIGHT - 88, ACCENT)
    out = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def drawable(text: str) -> str:
    """The text as the font can draw it; empty if it lacks a letter. Ornaments are left out."""
    kept = []
    for letter in unicodedata.normalize("NFC", " ".join(text[:LONGEST].split())):
        if has_glyph(letter):
            kept.append(letter)
        elif unicodedata.category(letter)[0] in "LMN":
            return ""
    return " ".join("".join(kept).split())


@lru_cache(4096)
def has_glyph(letter: str) -> bool:
    """Whether the font has a shape for it: what it lacks looks like what nobody has."""
    if unicodedata.category(letter)[0] == "C":
        return False
    font = _font(40, bold=True)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


@lru_cache
def _font(size: int, *, bold: bool = False) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    path = typeface.SourceSerifProSemibold if bold else typeface.SourceSerifPro
    return ImageFont.truetype(path, size)


def _line(canvas: "ImageDraw.ImageDraw", text: str, size: int, top: int, colour: str) -> None:
    font = _font(size)
    shown = next(_wrapped(drawable(text), font), "")
    canvas.text((MARGIN, top), shown, font=font, fill=colour)


def _fit(title: str) -> tuple[int, list[str]]:
    """The largest letters in which the title fits; of what fits in none, the beginning."""
    for size, most in TITLES:
        lines = list(_wrapped(title, _font(size, bold=True)))
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], lines[most - 1].rstrip(" .,:;")[:-1].rstrip() + "…"]


def _wrapped(text: str, font: "ImageFont.FreeTypeFont") -> Iterator[str]:
    """Lines no wider than the column; a word that is wider itself is cut."""
    line = ""
    for word in text.split():
        if line and font.getlength(f"{line} {word}") > COLUMN:
            yield line
            line = ""
        line = f"{line} {word}".strip()
        while font.getlength(line) > COLUMN:
            end = bisect_right(range(1, len(line)), COLUMN, key=lambda n: _width(line[:n], font))
            yield line[:end]
            line = line[end:]
    if line:
        yield line


def _width(text: str, font: "ImageFont.FreeTypeFont") -> int:
    return math.ceil(font.getlength(text))


def _mark(canvas: "ImageDraw.ImageDraw") -> None:
    """The site's mark, where there are no words: a cord with three that hang from it."""
    left, top = MARGIN, 190
    canvas.line((left, top, left + 286, top), fill=ACCENT, width=14)
    for x, length, knots in ((52, 130, (80,)), (143, 220, (100, 190)), (234, 90, (90,))):
        canvas.line((left + x, top, left + x, top + length), fill=ACCENT, width=14)
        for y in knots:
            canvas.circle((left + x, top + y), 30, fill=ACCENT)


def _quipu(key: str) -> "Image.Image":
    """Cords with knots, drawn at twice the size so that their edges are smooth."""
    from PIL import Image, ImageDraw

    wide, high = 290, HEIGHT
    image = Image.new("RGB", (wide * 2, high * 2), PAPER)
    canvas = ImageDraw.Draw(image)
    dice = iter(hashlib.blake2b(key.encode(), digest_size=CORDS * 2).digest())
    for number in range(CORDS):
        x = 30 + number * 96
        length = 360 + next(dice) * 3
        canvas.line((x, 0, x, length), fill=LINE, width=6)
        for knot in range(1 + next(dice) % 3):
            canvas.circle((x, length - knot * 84), 26, fill=ACCENT if knot == 0 else SOFT)
    return image.resize((wide, high), Image.Resampling.BOX)
