"""What templates know of the list that a page shows."""

from django.http import HttpRequest

from apps.catalog.syndication import address_of, chosen_of, kind_at


def syndication(request: HttpRequest) -> dict[str, str]:
    """The Atom feed of the list at this address, with its filters. Views of other lists name it."""
    kind = kind_at(request.path)
    return {"feed_url": address_of(request.path, chosen_of(kind, request.GET)) if kind else ""}
