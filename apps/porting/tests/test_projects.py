"""The files in which projects say what they need, and what people paste instead."""

import json
import time
from contextlib import suppress

import pytest

from apps.porting.checking import is_needed
from apps.porting.models import PYTHON_3
from apps.porting.requirements import Reading, TooMuch, read


def wanted(reading: Reading) -> list[tuple[int, str]]:
    return [(each.line, each.name) for each in reading.wanted]


SETUP = """\
from setuptools import setup
NAMES = ["no-requirement"]
install_requires = ["Django>=1.5",
    'South',  # 'commented'
]
setup(
    name="site", version="1.0", packages=["site"],
    install_requires=install_requires,
    extras_require={"test": ["pytest", "mock; python_version<'3'"], ":x": ("six",)},
    tests_require=['nose'],
    classifiers=["Programming Language :: Python"],
)
"""


def test_setup_py_is_read_and_not_run() -> None:
    reading = read(SETUP)
    assert wanted(reading) == [
        (3, "Django"), (4, "South"), (9, "pytest"), (9, "mock"), (9, "six"), (10, "nose"),
    ]  # fmt: skip
    assert reading.skipped == []


def test_a_setup_py_that_reads_another_file_says_so() -> None:
    (fault,) = read("setup(install_requires=open('requirements.txt').read())\n").faults()
    assert "Paste the file" in fault.reason


@pytest.mark.parametrize("end", ["", "'", '"""', "\\", "(((", "\t x\n y"])
def test_a_setup_py_that_breaks_off_is_read_up_to_there(end: str) -> None:
    assert wanted(read(f"setup(install_requires=['Django', 'South'],\n{end}")) == [
        (1, "Django"),
        (1, "South"),
    ]


SETUP_CFG = """\
[metadata]
name = site
[options]
packages = find:
install_requires =
    Django>=1.5
    # a comment
    South; python_version<'3'
python_requires = >=3
tests_require =
[options.extras_require]
test = pytest
docs =
    sphinx
    !!
"""


def test_setup_cfg_is_read_with_its_extras() -> None:
    reading = read(SETUP_CFG)
    assert wanted(reading) == [(6, "Django"), (8, "South"), (12, "pytest"), (14, "sphinx")]
    assert [(each.line, each.text) for each in reading.skipped] == [(15, "!!")]


def test_tox_ini_is_read_with_its_factors() -> None:
    reading = read("[testenv]\ndeps =\n  pytest\n  django42: Django==4.2\n  -rall.txt\n")
    assert wanted(reading) == [(3, "pytest"), (4, "Django")]
    assert [each.is_fault for each in reading.skipped] == [False]


def test_broken_setup_cfg_is_told() -> None:
    assert read("install_requires = a\n[options]\n").faults()


def test_metadata_is_read_up_to_its_description() -> None:
    text = (
        "Metadata-Version: 2.1\nName: site\nRequires-Dist: Django (>=1.5)\n"
        "Requires-Dist: mock ; extra == 'test'\n\nRequires-Dist: nothing\n"
    )
    assert wanted(read(text)) == [(3, "Django"), (4, "mock")]


def test_an_environment_of_conda_loses_nothing() -> None:
    text = (
        "name: site\nchannels:\n  - defaults\ndependencies:\n- python=3.8\n- numpy=1.19=py38\n"
        "- conda-forge::lxml\n- pip\n- pip:\n    - 'Django>=3'  # why\nprefix: /x\n"
    )
    assert wanted(read(text)) == [(6, "numpy"), (7, "lxml"), (10, "Django")]


@pytest.mark.parametrize(
    "text",
    [
        "Package    Version\n---------- -------\nDjango     4.2\nsix        1.16\n",
        "# packages in environment\n# Name  Version  Build\nDjango  4.2  py38\nsix  1.16  py_0\n",
        '[{"name": "Django", "version": "4.2"}, {"name": "six"}]',
        '{"version": "1", "installed": [{"metadata": {"name": "Django"}}, '
        '{"metadata": {"name": "six"}}, 5]}',
        "Django, six\n",
    ],
    ids=["pip list", "conda list", "JSON of pip list", "pip inspect", "commas"],
)
def test_what_is_installed_is_read(text: str) -> None:
    assert [each.name for each in read(text).wanted] == ["Django", "six"]


@pytest.mark.parametrize(
    "text",
    [
        '[[package]]\nname = "futures"\nmarkers = "python_version < \'3\'"\n\n[metadata]\nx = 1\n',
        '[[packages]]\nname = "futures"\nmarker = "python_version < \'3\'"\n',
        '[packages]\nfutures = {version = "*", markers = "python_version < \'3\'"}\n',
        json.dumps({"default": {"futures": {"markers": "python_version < '3'"}}}),
        "futures @ https://example.org/futures.zip ; python_version < '3'\n",
    ],
)
def test_what_is_for_an_old_python_only_is_not_needed(text: str) -> None:
    (found,) = read(text).wanted
    assert found.name == "futures"
    assert not is_needed(found.marker, PYTHON_3)


def test_a_direct_reference_to_an_archive_has_its_name() -> None:
    reading = read("foo @ https://example.org/master.zip\nbar@https://example.org/x.whl\n")
    assert wanted(reading) == [(1, "foo"), (2, "bar")]


def test_headings_of_an_egg_are_no_faults() -> None:
    reading = read("Django>=1.5\n\n[test]\npytest\n")
    assert wanted(reading) == [(1, "Django"), (4, "pytest")]
    assert not [each for each in reading.faults() if each.text]


def test_one_equals_sign_is_named() -> None:
    (fault,) = read("Django=1.5\n").faults()
    assert "two equals signs" in fault.reason


@pytest.mark.parametrize(
    "text",
    [
        'setup(\n"""' + "\n" * 900_000,
        "setup(" + "(" * 900_000,
        "setup(install_requires=[" + "'a'," * 200_000,
        "setup(\n" + "\\\n" * 400_000,
        "[options]\n" + "a" * 900_000,
        "[options.extras_require]\n" + "".join(f"k{n} = v\n" for n in range(80_000)),
        "[options]\n" + "[testenv]\ndeps =\n a\n" * 40_000,
        "dependencies:\n" + "- " * 400_000,
        "Package Version\n" + "a " * 450_000,
        "Metadata-Version: 1\n" + "Requires-Dist: \n" * 60_000,
        "install_requires" * 60_000,
    ],
    ids=["string", "brackets", "list", "continued", "word", "keys", "sections", "items", "listing",
         "metadata", "names"],
)  # fmt: skip
def test_hostile_projects_are_read_quickly(text: str) -> None:
    before = time.process_time()
    with suppress(TooMuch):
        read(text[:1_000_000])
    assert time.process_time() - before < 4


def test_lists_that_setup_py_puts_together_are_read() -> None:
    reading = read(
        'BASE = ["a>=1"]\nINSTALL = BASE + ["b"]\nextra = {"test": ["pytest"],'
        """ ":python_version<'3'": ["futures"]}\n"""
        'setup(install_requires=INSTALL + ["c"] + ([] if True else ["d"]), extras_require=extra,\n'
        '  tests_require=open("r.txt").read(), keywords=["no-package"], py_modules=["x"])\n'
    )
    assert wanted(reading) == [
        (1, "a"), (2, "b"), (3, "pytest"), (3, "futures"), (4, "c"), (4, "d"),
    ]  # fmt: skip
    (futures,) = (each for each in reading.wanted if each.name == "futures")
    assert not is_needed(futures.marker, PYTHON_3)


def test_pips_part_of_an_environment_is_read_as_pip_writes_it() -> None:
    reading = read(
        "dependencies:\n  - numpy=1.2\n  - pip:\n    - -r more.txt\n    - django==4.2\n"
        "    - git+https://x.example/y#egg=z\n  - lxml\n"
    )
    assert wanted(reading) == [(2, "numpy"), (5, "django"), (6, "z"), (7, "lxml")]
    assert [(each.line, each.text) for each in reading.skipped] == [(4, "-r more.txt")]


def test_setup_cfg_may_name_a_file_and_say_when_an_extra_is_needed() -> None:
    reading = read(
        "[options]\ninstall_requires = file: requirements.txt\n[options.extras_require]\n"
        ":python_version<'3' = futures\n"
    )
    assert [(each.name, is_needed(each.marker, PYTHON_3)) for each in reading.wanted] == [
        ("futures", False)
    ]
    assert [(each.line, each.text) for each in reading.skipped] == [(2, "file: requirements.txt")]


def test_requires_txt_of_an_egg_has_headings_and_is_no_broken_table() -> None:
    reading = read("a\n\n[extra]\nb\n")
    assert (wanted(reading), reading.faults()) == ([(1, "a"), (4, "b")], [])


def test_what_stands_above_a_table_is_not_passed_over_in_silence() -> None:
    reading = read("-e ./own\nPackage Version\n------- -------\nbaz 1.0\n")
    assert wanted(reading) == [(4, "baz")]
    assert [(each.line, each.text) for each in reading.skipped] == [(1, "-e ./own")]


def test_poetry_says_for_which_python_and_uv_which_project_is_its_own() -> None:
    poetry = read(
        '[tool.poetry.dependencies]\nold = {version = "*", python = ">=2.7,<3"}\n'
        'new = {version = "*", python = "^3.8"}\n'
    )
    assert [(each.name, is_needed(each.marker, PYTHON_3)) for each in poetry.wanted] == [
        ("old", False),
        ("new", True),
    ]
    lock = '[[package]]\nname = "me"\nsource = {editable = "."}\n[[package]]\nname = "idna"\n'
    assert wanted(read(lock)) == [(5, "idna")]


def test_tools_keep_lists_of_their_own_in_pyproject() -> None:
    text = (
        '[tool.uv]\ndev-dependencies = ["ruff"]\n[tool.pdm.dev-dependencies]\nlint = ["flake8"]\n'
        '[tool.hatch.envs.default]\ndependencies = ["coverage"]\n'
    )
    assert {each.name for each in read(text).wanted} == {"ruff", "flake8", "coverage"}
