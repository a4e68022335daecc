"""What portingdb and caniusepython3 say, with the lines it stands in."""

import datetime

import pytest

from apps.mirror.porting.history import as_table, read_history
from apps.mirror.porting.overrides import read_overrides
from apps.mirror.porting.records import StatusRecord
from apps.mirror.porting.upstream import read_descriptions, read_upstream
from apps.mirror.problems import Problem

DAY = datetime.date(2017, 6, 30)


def overrides(text: str) -> tuple[dict[str, StatusRecord], list[Problem]]:
    problems: list[Problem] = []
    return {each.name: each for each in read_overrides(text, None, problems)}, problems


def upstream(text: str) -> tuple[dict[str, StatusRecord], list[Problem]]:
    problems: list[Problem] = []
    meanings = {"dropped": "Nobody will port it."}
    return {each.name: each for each in read_upstream(text, meanings, DAY, problems)}, problems


@pytest.mark.parametrize(
    ("name", "url", "verdict", "instead"),
    [
        ("fabric", "https://pypi.python.org/pypi/Fabric3", "does-not", ["Fabric3"]),
        ("sklearn", "https://pypi.org/project/scikit-learn", "does-not", ["scikit-learn"]),
        ("geoip", "https://pypi.python.org/pypi/GeoIP/", "works", []),
        ("futures", "https://docs.python.org/3/library/concurrent.futures.html", "problematic", []),
        ("routes", "https://github.com/bbangert/routes/blob/master/setup.py", "works", []),
        ("jinja", "http://jinja.pocoo.org/docs/switching/#jinja1", "does-not", ["Jinja2"]),
    ],
)
def test_an_override_is_a_verdict_by_where_it_leads(
    name: str, url: str, verdict: str, instead: list[str]
) -> None:
    found, problems = overrides(f'{{\n    "{name}": "{url}"\n}}')
    record = found[name]
    assert (record.verdict, record.alternatives, problems) == (verdict, instead, [])
    assert (record.evidence_url, record.first_line, record.as_of) == (url, 2, None)


def test_overrides_that_cannot_be_used_are_problems_with_their_lines() -> None:
    found, problems = overrides('{\n"good": "https://example.org/",\n"bad": 5,\n"a b": "http://x"}')
    assert list(found) == ["good"]
    assert [problem.path.rpartition(":")[2] for problem in problems] == ["3", "4"]
    assert overrides("{\n{")[1][0].path == "caniusepython3-overrides.json:2"
    assert overrides("[" * 100_000)[0] == {}


UPSTREAM = """\
# Ours
base: &base
  note: |
    See the [list](https://lists.example.org/1).

python-anfft:
  status: dropped
  note: Authors recommend using [pyFFTW](https://example.org) instead
khardish: *base
python-glance-store:
  status: released
  links:
    homepage: https://pypi.python.org/pypi/glance_store
python-yolk:
  links:
    bug: https://example.org/bug
    homepage: https://pypi.python.org/pypi/yourls
loose:
  bug: https://example.org/2
  status: strange
  colour: red
"""


def test_upstream_entries_become_statements_with_their_lines() -> None:
    found, problems = upstream(UPSTREAM)
    anfft = found["python-anfft"]
    assert (anfft.verdict, anfft.alternatives, anfft.as_of) == ("does-not", ["pyFFTW"], DAY)
    assert (anfft.first_line, anfft.last_line) == (6, 8)
    assert anfft.evidence_note == "Nobody will port it."
    assert found["base"].reason == "See the list (https://lists.example.org/1)."
    assert found["khardish"].reason == found["base"].reason
    assert (found["base"].first_line, found["base"].last_line) == (2, 4)
    assert found["python-glance-store"].package == "glance_store"
    assert (found["loose"].verdict, found["loose"].evidence_url) == (
        "unknown",
        "https://example.org/2",
    )
    assert {(problem.path, problem.field) for problem in problems} == {
        ("portingdb-upstream.yaml:14", "python-yolk.links.homepage"),
        ("portingdb-upstream.yaml:18", "loose.colour"),
        ("portingdb-upstream.yaml:18", "loose.status"),
    }
    assert found["python-yolk"].package == "python-yolk"


@pytest.mark.parametrize("text", ["a: [", "- a\n- b", "", "a: !!python/object:os.system {}"])
def test_what_is_no_yaml_of_packages_is_a_problem(text: str) -> None:
    found, problems = upstream(text)
    assert found == {}
    assert problems[0].path.startswith("portingdb-upstream.yaml")


def test_statuses_are_described() -> None:
    problems: list[Problem] = []
    text = "- ident: idle\n  description: Not\n    yet\n- ident: new\n"
    assert read_descriptions(text, problems) == {"idle": "Not yet"}
    assert len(problems) == 1


def test_the_history_by_quarter() -> None:
    problems: list[Problem] = []
    text = (
        "commit,date,status,num_packages\n"
        "a,2015-09-29 10:00:00 +0200,idle,840\n"
        "a,2015-09-29 10:00:00 +0200,released,1163\n"
        "a,2015-09-30 10:00:00 +0200,idle,839\n"
        "b,2015-12-01 10:00:00 +0100,py3-only,2\n"
        "c,never,idle,1\n"
        "c,2015-12-01,idle,-1\n"
    )
    history = read_history(text, problems)
    assert [problem.path for problem in problems] == [
        "portingdb-history.csv:6",
        "portingdb-history.csv:7",
    ]
    assert history.last_day == datetime.date(2015, 12, 1)
    assert as_table(history).splitlines() == [
        "| Day | ready | not ported |",
        "| --- | ---: | ---: |",
        "| 2015-09-29 | 1,163 | 840 |",
        "| 2015-12-01 | 2 | 0 |",
    ]
    assert read_history("what,ever\n1,2\n", problems).days == {}


HOSTILE = """\
one:
  status: [1]
two:
  status: released
  note: {a: 1}
  links: {homepage: "http://[::1", bug: "http://x.example/\\0"}
three:
  status: released
  note: "un\\0seen"
"""


def test_entries_of_other_shapes_are_reported_and_the_rest_is_read() -> None:
    found, problems = upstream(HOSTILE)
    assert [problem.field for problem in problems] == ["one.status", "two.note"]
    assert (found["two"].reason, found["two"].evidence_url) == ("", "")
    assert found["three"].reason == "unseen"


def test_what_stands_at_the_index_under_no_name_of_a_package_is_no_replacement() -> None:
    found, _ = overrides('{"a": "https://pypi.org/project/c%00d/"}')
    assert (found["a"].verdict, found["a"].alternatives) == ("works", [])


def test_overrides_that_lead_nowhere_are_reported() -> None:
    found, problems = overrides('{"a": "http://[::1", "b": "http://x.example/\\u0000"}')
    assert found == {}
    assert [problem.reason for problem in problems] == ["has no address", "has no address"]


def test_a_few_lines_of_aliases_do_not_fill_the_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    found, problems = upstream("\n".join([*lines, "b: {status: released, note: *a11}"]))
    assert list(found) == ["b"]
    assert problems[-1].field == "b.note"


def test_a_history_with_a_cell_beyond_all_measure_ends_there() -> None:
    problems: list[Problem] = []
    rows = f"a,2017-01-01,idle,3\n{'x' * 200_000},2017-01-02,idle,1\n"
    history = read_history("commit,date,status,num_packages\n" + rows, problems)
    assert list(history.days) == [datetime.date(2017, 1, 1)]
    assert [problem.path for problem in problems] == ["portingdb-history.csv:3"]
