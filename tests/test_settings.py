"""Every variable that is read is described, and none that is not."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READ = re.compile(r"""(?:env\.\w+\(\s*|environ\.(?:get|setdefault)\()"([A-Z_]+)\"""")
NOT_OURS = {"PATH", "DJANGO_SETTINGS_MODULE"}
#: Read by the Procfile, the Makefile, gunicorn itself, and tests
ELSEWHERE = {
    "WORKER_CONCURRENCY", "GUNICORN_CMD_ARGS", "PYTHON", "TOX", "CI",
    "PYCOMMUNITY_TEST_CONTRACT", "PYCOMMUNITY_TEST_FEEDPARSER",
    "PYCOMMUNITY_TEST_REDIS_URL", "PYCOMMUNITY_TEST_RABBITMQ_URL",
}  # fmt: skip


def test_the_table_is_complete() -> None:
    modules = [ROOT / "pycommunity" / f"{name}.py" for name in ("settings", "gunicorn", "run")]
    read = {name for module in modules for name in READ.findall(module.read_text())} - NOT_OURS
    rows = (ROOT / "docs" / "settings.md").read_text()
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", rows, re.MULTILINE))
    assert described == read | ELSEWHERE
