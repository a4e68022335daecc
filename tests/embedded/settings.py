"""Only what a process needs to use the embedded servers."""

import os
from pathlib import Path

STATE_DIR = Path(os.environ.get("PYCOMMUNITY_STATE", "/nonexistent"))
SECRET_KEY = "not used"
DATABASES = {"default": {"ENGINE": "pycommunity.embedded.postgresql", "NAME": "pycommunity"}}
