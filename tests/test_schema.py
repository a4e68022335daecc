"""The committed schema.yml is the API's: who reads it reads what the site does."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

HOW = "python manage.py spectacular --file schema.yml"


def test_committed_schema_is_current() -> None:
    generated = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=generated)
    path = Path(settings.BASE_DIR) / "schema.yml"
    committed = path.read_text() if path.exists() else ""
    same = generated.getvalue().strip() == committed.strip()
    assert same, f"schema.yml is out of date. Make it anew and commit it:\n  {HOW}"
