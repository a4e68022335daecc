"""Nothing is started before it is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "help"],
        ["manage.py", "check"],
        ["-c", "from pycommunity.celery import app; app.conf.broker_url; app.finalize()"],
    ],
)
def test_no_server_is_started_to(command: list[str], tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYCOMMUNITY_STATE": str(tmp_path)}
    subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
    )
    assert {path.name for path in tmp_path.iterdir()} <= {"secret_key"}
