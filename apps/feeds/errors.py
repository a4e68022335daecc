"""What can go wrong with a feed, as a tree. The texts are shown on its public page."""

from xml.etree.ElementTree import Element


class FeedError(Exception):
    """Nothing could be read from what came; catching this catches every reason."""


class EmptyDocument(FeedError):
    """There is nothing in it."""


class NotAFeed(FeedError):
    """It is something else: a web page, an image, JSON of another kind."""


class BrokenDocument(FeedError):
    """It begins like a feed, and neither parser makes sense of it.

    ``beginning`` has the entries that were whole before it broke, if there are any.
    """

    def __init__(self, message: str, beginning: Element | None = None) -> None:
        super().__init__(message)
        self.beginning = beginning


class HostileDocument(FeedError):
    """It asks for more than a feed needs: entities of its own, depth, elements, attributes."""


class PoisonousDocument(FeedError):
    """It made a parser crash or run for too long; the parser's process was ended."""
