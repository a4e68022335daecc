"""Static files as they are served: each by a name that changes with what is in it."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from pycommunity.hashed_files import HashedFiles

IMPORT = re.compile(r'(?:from|import)\s*\(?"(\./[^"]+)"')


@pytest.mark.slow
def test_modules_import_each_other_by_the_names_they_have(tmp_path: Path) -> None:
    """Whatever a page loads is the release that the page is of, modules of modules too."""
    storages = {"staticfiles": {"BACKEND": f"{HashedFiles.__module__}.{HashedFiles.__qualname__}"}}
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        entry = HashedFiles().stored_name("js/desk/entry.js")

    waiting, seen = [tmp_path / entry], set[Path]()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        for name in IMPORT.findall(module.read_text()):
            assert re.fullmatch(r"\./\w+\.[0-9a-f]{12}\.js", name), f"{module.name} imports {name}"
            if module.parent / name not in seen:
                waiting.append(module.parent / name)
    assert len(seen) > 8
