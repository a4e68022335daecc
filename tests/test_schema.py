"""The committed schema.yml is the API's: who reads it reads what the site does."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from yaml import safe_load

HOW = "python manage.py spectacular --file schema.yml"


@pytest.mark.slow
def test_committed_schema_is_current() -> None:
    generated = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=generated)
    path = Path(settings.BASE_DIR) / "schema.yml"
    committed = path.read_text() if path.exists() else ""
    same = generated.getvalue().strip() == committed.strip()
    assert same, f"schema.yml is out of date. Make it anew and commit it:\n  {HOW}"


def test_whatever_takes_a_body_says_that_it_wants_its_length() -> None:
    schema = safe_load((Path(settings.BASE_DIR) / "schema.yml").read_text())
    operations = [each for path in schema["paths"].values() for each in path.values()]
    taking = [each for each in operations if "requestBody" in each]
    assert taking
    for operation in taking:
        assert {"411", "413", "415"} <= operation["responses"].keys(), operation["operationId"]
