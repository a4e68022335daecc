"""Why an import cannot begin or go on. What is wrong in single records is a `Problem` instead.

ImportRefused
├── NotAnArchive        the path is missing, or is nothing that can be imported
├── BrokenArchive       truncated, damaged or unreasonably large
├── UnreadableOptOuts   NO_PUBLISH.json is there and cannot be understood
└── ImportRunning       another import holds the lock
"""


class ImportRefused(Exception):
    """The import stopped; the message is one sentence for the person who started it."""


class NotAnArchive(ImportRefused):
    """The path is missing, or is nothing that can be imported."""


class BrokenArchive(ImportRefused):
    """The archive is truncated, damaged or unreasonably large: nothing of it was used."""


class UnreadableOptOuts(ImportRefused):
    """Who asked not to be published cannot be read, so nothing is published."""


class ImportRunning(ImportRefused):
    """Another import is at work."""
