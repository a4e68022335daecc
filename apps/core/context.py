"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name and address, whether this is the demo, and the part of the site we are in."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact": settings.CONTACT,
        "demo": settings.DEMO,
        "section": request.path.split("/")[1],
        "canonical": settings.SITE_URL + escape_uri_path(request.path),  # as the sitemap has it
    }
