"""The system's Chromium, which tests marked ``browser`` drive. A plugin of pytest.

Where there is none, they fail in CI, and are left out elsewhere, which the summary says.
"""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = "Browser tests need Chromium from the system's packages: apt-get install chromium"


def executable() -> str | None:
    """Return the path of Chromium, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if executable() or is_ci():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not executable():
        pytest.fail(HOW, pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not executable() and not is_ci():
        terminalreporter.section("BROWSER TESTS WERE LEFT OUT", red=True, bold=True)
        terminalreporter.write_line(HOW, red=True)
