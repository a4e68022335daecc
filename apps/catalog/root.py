"""Where a program begins: what there is, and the description of all of it."""

import functools
import hashlib
from pathlib import Path
from typing import Any

import orjson
import yaml
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.reverse import reverse

from apps.catalog import serving
from apps.catalog.kinds import kinds
from apps.catalog.negotiation import MEDIA_TYPES, negotiate
from apps.catalog.schema import root_schema
from apps.catalog.views import ReadView, refuse_unknown, single_valued


@root_schema
class RootView(ReadView):
    """Every list of the API by name, and what concerns all of them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown(single_valued(request.GET), ())
        root = request.build_absolute_uri("/api/v1/")
        names = ("search", "changes", "dumps")
        about = {name: reverse(f"api-{name}", request=request) for name in names}
        body = orjson.dumps(
            {
                "resources": {kind.plural: f"{root}{kind.plural}/" for kind in kinds()},
                **about,
                "schema": reverse("schema", request=request),
                "html_url": request.build_absolute_uri("/api/"),
            }
        )
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        return serving.not_modified(request, etag, None) or serving.json_response(body, etag, None)


@extend_schema(exclude=True)
class SchemaView(ReadView):
    """The OpenAPI description, as it is committed: making it anew would take a second a request."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = negotiate(request, ("json", "yaml"))
        refuse_unknown(single_valued(request.GET), ("format",))
        text, etag = description(form)
        if response := serving.not_modified(request, etag, None):
            return response
        response = serving.json_response(text, etag, None)
        response["Content-Type"] = MEDIA_TYPES[form]
        return response


@functools.cache
def description(form: str) -> tuple[bytes, str]:
    """``schema.yml``, or the same as JSON, and its ETag. A test holds it to what the API does."""
    text = (Path(settings.BASE_DIR) / "schema.yml").read_bytes()
    if form == "json":
        text = orjson.dumps(yaml.load(text, Loader=_LOADER))  # noqa: S506 a safe loader, in C
    return text, f'"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
