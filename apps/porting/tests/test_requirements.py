"""Whatever lists what a project needs is read, and nothing in it is lost."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.porting.requirements import MOST_CHARACTERS, MOST_PACKAGES, Reading, TooMuch, read


def wanted(reading: Reading) -> list[tuple[int, str]]:
    return [(each.line, each.name) for each in reading.wanted]


def skipped(reading: Reading) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in reading.skipped]


REQUIREMENTS = """\
# what we need
Django>=1.5,<1.6  # the framework

django_compressor==1.3 ; python_version < "3.4"
celery[redis, auth] ~= 3.0
-e git+https://github.com/example/fork.git@v1#egg=south&subdirectory=x
raven @ https://example.org/raven-3.4.tar.gz
https://example.org/files/simplejson-3.3.0.tar.gz
./wheels/mod_wsgi-4.1-py3-none-any.whl
-r base.txt
--index-url https://packages.example.org/simple
six==1.3.0 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
oldstyle (>=1.0)
not a requirement
git+https://github.com/example/nameless.git
"""


def test_a_requirements_file_is_read_line_by_line() -> None:
    reading = read(REQUIREMENTS)
    assert wanted(reading) == [
        (2, "Django"),
        (4, "django_compressor"),
        (5, "celery"),
        (6, "south"),
        (7, "raven"),
        (8, "simplejson"),
        (9, "mod-wsgi"),
        (12, "six"),
        (15, "oldstyle"),
    ]
    assert [each.line for each in reading.faults()] == [16, 17]
    assert skipped(reading)[:2] == [
        (10, "-r base.txt"),
        (11, "--index-url https://packages.example.org/simple"),
    ]


def test_names_meet_however_they_are_spelled() -> None:
    assert {each.slug for each in read("Django_Compressor\ndjango.compressor\n").wanted} == {
        "django-compressor"
    }


def test_markers_are_kept() -> None:
    (found,) = read('futures; python_version < "3"').wanted
    assert found.marker == 'python_version < "3"'


def test_dos_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    assert wanted(read("\ufeffDjango\r\nSouth\r\n")) == [(1, "Django"), (2, "South")]


def test_a_list_cut_out_of_setup_py_is_read() -> None:
    text = "install_requires=[\n    'Django>=1.5',\n    \"South\",\n],\n"
    reading = read(text)
    assert wanted(reading) == [(2, "Django"), (3, "South")]
    assert reading.skipped == []


PYPROJECT = """\
[project]
name = "site"
dependencies = [
  "Django>=1.5",  # yes
  "django-compressor; python_version<'3'",
  "!!",
]
[project.optional-dependencies]
tasks = ["celery"]
[dependency-groups]
test = ["tox", {include-group = "more"}]
[tool.poetry.dependencies]
python = "^3.3"
South = {version = "^0.8", optional = true}
[tool.poetry.group.dev.dependencies]
raven = "*"
"""


def test_pyproject_is_read_with_its_groups_and_poetrys_tables() -> None:
    reading = read(PYPROJECT)
    assert wanted(reading) == [
        (4, "Django"),
        (5, "django-compressor"),
        (9, "celery"),
        (11, "tox"),
        (14, "South"),
        (16, "raven"),
    ]
    assert [each.text for each in reading.faults()] == ["!!"]


def test_a_pipfile_is_read() -> None:
    text = '[packages]\ndjango = "*"\n"zope.interface" = "*"\n[dev-packages]\ntox = "*"\n'
    assert wanted(read(text)) == [(2, "django"), (3, "zope.interface"), (5, "tox")]


def test_lock_files_are_read() -> None:
    poetry = '[[package]]\nname = "django"\nversion = "1.5"\n\n[[package]]\nname = "south"\n'
    assert wanted(read(poetry)) == [(2, "django"), (6, "south")]
    pipfile = {"_meta": {}, "default": {"django": {"version": "==1.5"}}, "develop": {"tox": {}}}
    assert [name for _, name in wanted(read(json.dumps(pipfile)))] == ["django", "tox"]


def test_broken_toml_is_read_line_by_line_and_the_fault_has_its_line() -> None:
    reading = read('[project]\ndependencies = [\n  "Django",\n  "South"\n')
    assert (3, "Django") in wanted(reading)
    assert (4, "South") in wanted(reading)
    assert any("no TOML" in each.reason for each in reading.faults())


@pytest.mark.parametrize("text", ["{", '{"default": 5}', "[a]\nx = 1", "[[package]]\nname = 5"])
def test_tables_without_packages_give_none(text: str) -> None:
    assert read(text).wanted == []


def test_a_list_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooMuch, match="characters"):
        read("a" * (MOST_CHARACTERS + 1))
    with pytest.raises(TooMuch, match="packages"):
        read("\n".join(f"package-{n}" for n in range(MOST_PACKAGES + 1)))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[a]\nx = " + "[" * 50_000,
        "{" + '"a":{' * 50_000,
        "\\\n" * 200_000,
        "-e " * 200_000,
        "a" * 900_000,
        "#egg=" * 150_000,
        "[x]\n" + ".".join(["a"] * 5_000) + " = 1",
    ],
    ids=["brackets", "toml", "json", "continued", "editable", "long", "eggs", "dotted"],
)
def test_hostile_text_is_read_quickly(text: str) -> None:
    before = time.thread_time()  # other tests run beside this one
    read(text)
    assert time.thread_time() - before < 4


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    lines = text.removeprefix("\ufeff").splitlines()
    reading = read(text)
    numbers = [each.line for each in reading.wanted] + [each.line for each in reading.skipped]
    assert all(1 <= number <= max(1, len(lines)) for number in numbers)


NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}(?:[-._][A-Za-z0-9]{1,5})?", fullmatch=True)


@given(st.lists(NAMES, max_size=12))
def test_every_name_that_is_listed_is_found_in_its_line(names: list[str]) -> None:
    assert wanted(read("\n".join(names))) == list(enumerate(names, start=1))
