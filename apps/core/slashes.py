"""Addresses of the API that lack the slash at their end."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.utils.http import escape_leading_slashes

from apps.core.problems import is_api


class SlashedAddresses(CommonMiddleware):
    """Django's middleware, which leads to the address with the slash; a write is led there as one.

    A 301 would turn the POST into a GET on the way (RFC 9110, section 15.4.2): the client would
    read a list where it meant to add to it. 308 keeps method and body.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        reads = request.method in ("GET", "HEAD")
        if (
            response.status_code == 404
            and not reads
            and is_api(request)
            and self.should_redirect_with_slash(request)
        ):
            path = request.get_full_path(force_append_slash=True)
            return HttpResponsePermanentRedirect(
                escape_leading_slashes(path), preserve_request=True
            )
        return super().process_response(request, response)
