"""Every template is one that Django understands."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates"


@pytest.mark.parametrize(
    "name", sorted(str(p.relative_to(FOLDER)) for p in FOLDER.rglob("*.*") if p.is_file())
)
def test_it_compiles(name: str) -> None:
    assert get_template(name)
