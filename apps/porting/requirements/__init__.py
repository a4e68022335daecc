"""What somebody's project needs, read from whatever file says so. Pure.

``read(text)`` takes requirements.txt, pyproject.toml, Pipfile, poetry.lock and their like. Nothing
is dropped: a line that names no package is a ``Skipped`` with its number and the reason.
"""

from apps.porting.requirements.reading import MOST_CHARACTERS, read
from apps.porting.requirements.wanted import MOST_PACKAGES, Reading, Skipped, TooMuch, Wanted

__all__ = ["MOST_CHARACTERS", "MOST_PACKAGES", "Reading", "Skipped", "TooMuch", "Wanted", "read"]
