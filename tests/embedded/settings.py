"""Only what a process needs to use the embedded servers: starts in half the time."""

import os
from pathlib import Path

STATE_DIR = Path(os.environ["PYCOMMUNITY_STATE"])
SECRET_KEY = "not used"
DATABASES = {"default": {"ENGINE": "pycommunity.embedded.postgresql", "NAME": "pycommunity"}}
