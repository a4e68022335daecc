"""Texts in Markdown, reST or plain, made into safe HTML and into plain text.

Whatever the input, these functions return: a renderer that gives up is replaced by the text as
it is written, and `problems` says so.
"""

from apps.core.markup.cleaning import absolute, clean
from apps.core.markup.decoding import Decoded, decode
from apps.core.markup.guessing import looks_like
from apps.core.markup.kinds import Markup, Problem
from apps.core.markup.rendering import Examined, examine, plain, problems, render

__all__ = [
    "Decoded",
    "Examined",
    "Markup",
    "Problem",
    "absolute",
    "clean",
    "decode",
    "examine",
    "looks_like",
    "plain",
    "problems",
    "render",
]
