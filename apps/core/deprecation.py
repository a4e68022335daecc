"""Saying in time that a part of the API goes away (RFC 9745, RFC 8594)."""

import datetime
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.utils.http import http_date


@dataclass(frozen=True)
class Deprecation:
    """Since when something should not be used any more, from when on it is gone, and what to read.

    ``link`` is the address of a page that says what to use instead.
    """

    since: datetime.datetime
    sunset: datetime.datetime | None = None
    link: str = ""

    def stamp(self, response: HttpResponseBase) -> None:
        """Add the headers."""
        response["Deprecation"] = f"@{int(self.since.timestamp())}"
        if self.sunset:
            response["Sunset"] = http_date(self.sunset.timestamp())
        if self.link:
            links = [response["Link"]] if response.has_header("Link") else []
            response["Link"] = ", ".join([*links, f'<{self.link}>; rel="deprecation"'])
