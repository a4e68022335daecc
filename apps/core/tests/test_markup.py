import html
import re
from html.parser import HTMLParser
from time import thread_time

import pytest
from django.utils.html import conditional_escape
from hypothesis import given
from hypothesis import strategies as st

from apps.core.markup import (
    Markup,
    Problem,
    clean,
    decode,
    examine,
    looks_like,
    plain,
    problems,
    render,
)

RENDERED = [Markup.MARKDOWN, Markup.RST]
ALL = [*RENDERED, Markup.PLAIN]
SAFE_SCHEMES = ("http:", "https:", "mailto:", "irc:", "ircs:")


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    for tag, attributes in Elements(page).found:
        assert tag not in {"script", "style", "svg", "math", "iframe", "object", "form", "base"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert "name" not in attributes
        assert (attributes.get("id") or "text-").startswith("text-")
        for address in (attributes.get("href"), attributes.get("src")):
            scheme = re.match(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*:)", address or "", re.IGNORECASE)
            assert not scheme or scheme[1].lower() in SAFE_SCHEMES
        if tag == "a" and attributes.get("href"):
            assert attributes["rel"] == "nofollow noopener"


PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>@import 'http://evil.example'</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<form id=body><input name=cookie></form>",
    "<img name=getElementById><a id=location>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<base href=http://evil.example/>",
    "<!--><script>alert(1)</script-->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](javascript:alert(1))",
    '![x](x "onerror=alert(1)")',
    "![](x' onerror='alert(1))",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "# x {onclick=alert(1)}",
    ".. raw:: html\n\n   <script>alert(1)</script>",
    ".. role:: raw-html(raw)\n   :format: html\n\n:raw-html:`<script>alert(1)</script>`",
    ".. include:: /etc/passwd",
    ".. include:: /etc/passwd\n   :literal:",
    ".. literalinclude:: /etc/passwd",
    ".. csv-table:: x\n   :file: /etc/passwd",
    ".. csv-table:: x\n   :url: file:///etc/passwd",
    ".. raw:: html\n   :file: /etc/passwd",
    ".. raw:: html\n   :url: http://127.0.0.1/",
    ".. image:: javascript:alert(1)\n   :target: javascript:alert(1)",
    ".. figure:: file:///etc/passwd\n   :scale: 50",
    ".. figure:: x\n   :figwidth: expression(alert(1))\n   :align: left",
    "`x <javascript:alert(1)>`_",
    "`x <JAVASCRIPT:alert(1)>`__",
    ".. _x: javascript:alert(1)\n\nx_",
    ".. |x| image:: data:text/html,<script>alert(1)</script>\n\n|x|",
    ".. math::\n\n   \\href{javascript:alert(1)}{x}",
    ":math:`\\unicode{<img src=x onerror=alert(1)>}`",
    '.. class:: x" onclick="alert(1)\n\nx',
    ".. container:: x\n   :name: body\n\n   x",
    ".. _body:\n.. _cookie:\n\nlocation\n========\n\nx",
    ".. meta::\n   :http-equiv=refresh: 0;url=javascript:alert(1)",
    ".. title:: <script>alert(1)</script>",
    'http://x/"onmouseover="alert(1)',
    "http://x/'><script>alert(1)</script>",
    "irc://x/<script>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("markup", ALL)
def test_no_payload_survives(payload: str, markup: Markup) -> None:
    page = render(payload, markup)
    assert_harmless(page)
    assert "root:" not in page  # /etc/passwd


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_survives_as_html(payload: str) -> None:
    assert_harmless(clean(payload))


@given(st.text(alphabet="<>\"'&;:/=`*_[]()!#.|\\ \n\tajsx1", max_size=60), st.sampled_from(ALL))
def test_no_text_makes_a_harmful_page(text: str, markup: Markup) -> None:
    assert_harmless(render(text, markup))


def test_markdown_is_rendered_as_its_author_meant() -> None:
    page = render(
        "# Notes\n\nA *b* [site](https://x.org/), [numbered][1], [named][], and <b>.[^n]\n\n"
        "3. three\n4. four\n\nTerm\n: what it means\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```python\nprint '{{ x }}'\n```\n\nSee http://y.org/z. and irc://irc.example/django\n\n"
        "[1]: http://one.org\n[named]: http://named.org\n[^n]: A note.\n",
        Markup.MARKDOWN,
    )
    for piece in (
        "<h2>Notes</h2>",
        '<a href="https://x.org/" rel="nofollow noopener">site</a>',
        '<a href="http://one.org" rel="nofollow noopener">numbered</a>',
        '<a href="http://named.org" rel="nofollow noopener">named</a>',
        "&lt;b&gt;",
        '<ol start="3">',
        "<dt>Term</dt>",
        "<td>2</td>",
        "print '{{ x }}'",
        '<a href="http://y.org/z" rel="nofollow noopener">http://y.org/z</a>.',
        '<a href="irc://irc.example/django" rel="nofollow noopener">',
        'href="#text-fn1"',
        'id="text-fn1"',
    ):
        assert piece in page


def test_front_matter_is_not_shown() -> None:
    assert render("---\ntitle: x\n---\n\nBody", Markup.MARKDOWN).strip() == "<p>Body</p>"


def test_rst_is_rendered_as_its_author_meant() -> None:
    page = render(
        "Notes\n=====\n\nA *b* `site <https://x.org/>`_, ``code``, PEP 8 and [1]_.\n\n"
        "3. three\n4. four\n\n.. note:: Mind.\n\n::\n\n   print '{{ x }}'\n\n.. [1] A note.\n",
        Markup.RST,
    )
    for piece in (
        "<h2>Notes</h2>",
        '<a href="https://x.org/" rel="nofollow noopener">site</a>',
        "<code>code</code>",
        '<a href="https://peps.python.org/pep-0008" rel="nofollow noopener">PEP 8</a>',
        '<ol start="3">',
        '<aside class="admonition note">',
        "print '{{ x }}'",
        'href="#text-footnote-1"',
    ):
        assert piece in page


def test_typed_bullets_in_plain_text_are_lists_in_lists() -> None:
    source = "a\n\n  • b <x>\n    and\n\n    • c\n\n      • d\n  • e\n\n  1. f\ng"
    assert render(source, Markup.PLAIN) == (
        "<p>a</p>\n<ul>\n<li>b &lt;x&gt;<br>\nand\n<ul>\n<li>c\n<ul>\n<li>d</li>\n</ul></li>\n</ul>"
        "</li>\n<li>e</li>\n</ul>\n<p>  1. f<br>\ng</p>"
    )
    deep = "\n".join(" " * depth + "• x" for depth in range(200))
    assert render(deep, Markup.PLAIN).count("<ul>") == 20


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The largest annual gathering for the community using and developing the\nlanguage.", 0),
        ("Who: Ada Lovelace, of the Society for Analytical Engines and others\nWhere: here", 1),
        ("Roses are red\nviolets are blue\nand so on", 2),
        ("It was said, at length and before a great many people in the room, that\n- it is", 1),
        ("A line that ends early\nthough there was room for the word after it on that line\nhm", 2),
        ("x\n\ny" + "z" * 70, 0),
    ],
)
def test_plain_text_that_was_wrapped_to_a_width_is_one_line_again(text: str, kept: int) -> None:
    assert render(text, Markup.PLAIN).count("<br>") == kept


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("| One line\n  that goes on\n| <two>", "<p>One line that goes on<br>\n&lt;two&gt;</p>"),
        ("He said\n\n  | one\n  |\n  | two", "<p>He said</p>\n<p>one<br>\n<br>\ntwo</p>"),
        ("| a | b |\n| c | d |", "<p>| a | b |<br>\n| c | d |</p>"),
        ("a | b", "<p>a | b</p>"),
        ("|x|", "<p>|x|</p>"),
    ],
)
def test_bars_before_lines_of_plain_text_are_left_out(text: str, shown: str) -> None:
    assert render(text, Markup.PLAIN) == shown


def test_plain_text_is_shown_as_it_is() -> None:
    page = render("One *line*\nand <b>two</b>\n\nhttp://x.org/a_(b)). End", Markup.PLAIN)
    assert page == (
        "<p>One *line*<br>\nand &lt;b&gt;two&lt;/b&gt;</p>\n"
        '<p><a href="http://x.org/a_(b)" rel="nofollow noopener">http://x.org/a_(b)</a>). End</p>'
    )


def test_two_texts_share_a_page_by_their_prefixes() -> None:
    source = "x[^1]\n\n[^1]: y"
    assert 'id="body-fn1"' in render(source, Markup.MARKDOWN, prefix="body")
    assert 'href="#summary-fn1"' in render(source, Markup.MARKDOWN, prefix="summary")


def test_roles_of_one_text_do_not_reach_the_next() -> None:
    render(".. role:: strong(code)\n\n.. default-role:: math\n\n`x`", Markup.RST)
    assert render(":strong:`x` `y`", Markup.RST) == "<p><strong>x</strong> <cite>y</cite></p>\n"


def test_what_is_wrong_in_rst_is_told_by_line_and_kept_out_of_the_page(
    capfd: pytest.CaptureFixture[str],
) -> None:
    source = "Title\n====\n\nfine\n\n`broken\n\n.. nonsense:: x\n\nmissing_\n"
    assert [(p.line, p.message) for p in problems(source, Markup.RST)] == [
        (2, "Title underline too short."),
        (6, "Inline interpreted text or phrase reference start-string without end-string."),
        (8, 'Unknown directive type "nonsense".'),
        (10, 'Unknown target name: "missing".'),
    ]
    page = render(source, Markup.RST)
    assert "System Message" not in page
    assert "`broken" in page
    assert "missing_" in page
    assert capfd.readouterr() == ("", "")


def test_markdown_links_that_lead_nowhere_are_told() -> None:
    source = "fine [a][b]\n\n[lost][x] and [gone][]\n\n`[code][y]`\n\n[empty]()\n\n[b]: http://b"
    assert problems(source, Markup.MARKDOWN) == [
        Problem(3, "The link reference [gone] is not defined."),
        Problem(3, "The link reference [x] is not defined."),
        Problem(7, "The link “empty” has no address."),
    ]
    assert "[lost][x]" in render(source, Markup.MARKDOWN)


@pytest.mark.parametrize("markup", ALL)
def test_plain_text_has_the_words_and_no_markup(markup: Markup) -> None:
    source = {
        Markup.MARKDOWN: "# Head\n\nA *b* & [c](http://x) \\<d>\n\n- e\n- f\n",
        Markup.RST: "Head\n====\n\nA *b* & `c <http://x>`_ <d>\n\n.. hidden\n\n- e\n- f\n",
        Markup.PLAIN: "Head\n\nA  b & c <d>\n\ne\nf\n",
    }[markup]
    assert plain(source, markup) == "Head\nA b & c <d>\ne\nf"


SIGNS = st.text(alphabet="ab1. \n\t*_`|\\:>[](){}<#+-=~^&;/!%\"'@•\u2028", max_size=40)
PARAGRAPHS = st.text(alphabet="abI1x. \n_:,-+()&'/=\"!?", max_size=60)


@given(SIGNS | PARAGRAPHS | st.text(max_size=30), st.sampled_from(RENDERED))
def test_bare_paragraphs_read_the_same_without_a_renderer(text: str, markup: Markup) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apps.core.markup.rendering._is_bare", lambda *_: False)
        slow = examine(text, markup)
    quick = examine(text, markup)
    assert quick.problems == slow.problems
    assert quick.plain == slow.plain


def nested(depth: int, step: str, item: str) -> str:
    return "\n\n".join(step * level + item for level in range(depth))


HOSTILE = {
    "lists in lists": nested(1000, "  ", "- x"),
    "quotes in quotes": nested(1000, " ", "x"),
    "directives in directives": nested(1000, "   ", ".. note::"),
    "quote signs": ">" * 5000 + " x",
    "items on a line": "- " * 30_000,
    "open brackets": "[" * 90_000,
    "open images": "![" * 45_000,
    "open emphasis": "*a " * 30_000,
    "open references": "|a" * 45_000,
    "PEPs": "PEP 8 " * 15_000,
    "targets in a chain": "\n".join(f".. _t{i}: t{i + 1}_" for i in range(3000)) + "\n\nt0_",
    "a billion laughs": "\n".join(f".. |{i}| replace:: " + f"|{i + 1}| " * 10 for i in range(9))
    + "\n.. |9| replace:: ha\n\n|0|",
    "one line": "x" * 200_000,
    "spaces": " " * 200_000,
    "a table": "|a|b|\n|-|-|\n" + "|x|y|\n" * 15_000,
    "brackets in an address": "http://x/" + ")" * 90_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("markup", ALL)
def test_hostile_texts_are_shown_in_time(source: str, markup: Markup) -> None:
    start = thread_time()
    page = render(source, markup)
    assert thread_time() - start < 5
    assert_harmless(page)
    assert page.strip() or not source.strip()


@given(st.binary(max_size=300), st.sampled_from(ALL))
def test_random_bytes_are_shown(data: bytes, markup: Markup) -> None:
    text = decode(data).text
    assert_harmless(render(text, markup))
    plain(text, markup).encode()


def test_a_renderer_that_gives_up_leaves_the_text_and_a_problem() -> None:
    source = nested(200, "  ", "- item")
    assert [p.message for p in problems(source, Markup.RST)] == [
        "Cannot be rendered (RecursionError); shown as it is written."
    ]
    assert render(source, Markup.RST).count("- item") == 200


def test_lone_surrogates_are_replaced() -> None:
    for markup in ALL:
        assert "a?b" in render("a\ud800b", markup)
        assert plain("a\ud800b", markup) == "a?b"


@pytest.mark.parametrize("markup", ALL)
def test_long_texts_lose_no_paragraph(markup: Markup) -> None:
    source = "\n\n".join(f"Paragraph number {i} has *some* words." for i in range(5000))
    words = plain(source, markup)
    assert len(source) > 150_000
    assert all(f"number {i} has" in words for i in range(5000))


def test_link_definitions_hold_across_the_parts_of_a_long_text() -> None:
    source = "[first][x]\n\n" + "Some words.\n\n" * 10_000 + "[x]: http://x.org\n"
    assert '<a href="http://x.org" rel="nofollow noopener">first</a>' in render(source, "markdown")
    late = "Some words.\n\n" * 10_000 + "[lost][y]\n"
    assert problems(late, "markdown") == [Problem(20_001, "The link reference [y] is not defined.")]


def test_an_unknown_markup_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="html"):
        render("x", "html")


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Two bare paragraphs.\n\nWith http://x.org/ in them: see?", Markup.PLAIN),
        ("snake_case and C++", Markup.PLAIN),
        ("# Title\n\nWords", Markup.MARKDOWN),
        ("A [link](http://x)", Markup.MARKDOWN),
        ("- one\n- two", Markup.MARKDOWN),
        ("---\ntitle: x\n---\nwords", Markup.MARKDOWN),
        ("A `link <http://x>`_", Markup.RST),
        (".. note:: x", Markup.RST),
        ("Use ``code`` here::\n\n    x", Markup.RST),
        ("", Markup.PLAIN),
    ],
)
def test_a_text_shows_what_it_is_written_in(text: str, markup: Markup) -> None:
    assert looks_like(text) == markup


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n", "utf-8"),
        (b"\xef\xbb\xbf\xc5\x81", "Ł", "utf-8"),
        (b"\xff\xfea\x00\r\x00\n\x00", "a\n", "utf-16-le"),
        (b"\xfe\xff\x00a", "a", "utf-16-be"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "a", "utf-32-le"),
        (b"", "", "utf-8"),
    ],
)
def test_files_are_decoded(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding, [])


def test_lines_in_another_encoding_are_read_and_told() -> None:
    decoded = decode("ça\n".encode() + b"it\x92s\r\n" + b"caf\xe9\n" + b"\x81\n")
    assert decoded.text == "ça\nit’s\ncafé\n\x81\n"
    assert decoded.encoding == "cp1252 and latin-1 and utf-8"
    assert [p.line for p in decoded.problems] == [2, 3, 4]
    assert decoded.problems[0].message == "Not UTF-8; read as cp1252."


def test_nul_and_cut_characters_are_replaced_and_told() -> None:
    assert decode(b"a\n\0") == ("a\n\ufffd", "utf-8", [Problem(2, "NUL characters were replaced.")])
    assert decode(b"\xff\xfea\x00\x00").problems == [
        Problem(1, "Bytes that make no character were replaced.")
    ]


@given(st.binary())
def test_any_bytes_are_decoded_into_text_a_database_takes(data: bytes) -> None:
    text = decode(data).text
    assert "\0" not in text
    assert "\r" not in text
    text.encode()  # no lone surrogates


def test_words_come_back_unescaped() -> None:
    assert html.escape(plain("a &lt; b < c", Markup.MARKDOWN)) == "a &lt; b &lt; c"


def test_a_template_takes_the_page_as_it_is() -> None:
    assert conditional_escape(render("*a*", Markup.RST)) == "<p><em>a</em></p>\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<p>Warm <b>stones</b></p>", "<p>Warm <b>stones</b></p>"),
        ("Warm<br>stones and <i>moss</i>.", "<p>Warm<br>stones and <i>moss</i>.</p>"),
        ("<h1>Eggs</h1>", "<h2>Eggs</h2>"),
        ("<center>Eggs</center>", "Eggs"),
        ('<p onclick="x()" style="y">Eggs</p>', "<p>Eggs</p>"),
        ('<a href="javascript:x()">Eggs</a>', '<p><a rel="nofollow noopener">Eggs</a></p>'),
        ('<img src="x" onerror="y()">', '<p>&lt;img src="x" onerror="y()"&gt;</p>'),
    ],
)
def test_html_within_markdown_is_read_and_cleaned(text: str, html: str) -> None:
    assert render(text, "markdown").strip() == html


@pytest.mark.parametrize(
    "text",
    [
        "The <table> tag is old.",
        "In <module> and <lambda> of it.",
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        "<iframe src=x></iframe>",
        "<!-- a remark -->",
        "List<int> of it",
    ],
)
def test_other_tags_within_markdown_are_shown_as_they_are_written(text: str) -> None:
    assert plain(text, "markdown") == text
