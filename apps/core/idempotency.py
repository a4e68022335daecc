"""A write that is sent twice is done once (draft-ietf-httpapi-idempotency-key-header).

The key is stored in the transaction of the write. A second request with it waits for the first
one to end, and then gets the first one's answer.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ValidationError

from apps.core.models import KeptAnswer
from apps.core.problems import Unprocessable

HEADER = "Idempotency-Key"
LONGEST = 100
#: Headers that belong to the answer
KEPT = ("Content-Type", "ETag", "Location")


def once(request: HttpRequest, actor: Any, write: Callable[[], HttpResponse]) -> HttpResponse:
    """What ``write`` answers, or what it answered when the client first asked with this key.

    ``write`` is called in a transaction. What it raises is not kept: it may be tried again.
    """
    key = request.headers.get(HEADER)
    if key is None:
        with transaction.atomic():
            return write()
    if not re.fullmatch(f"[!-~]{{1,{LONGEST}}}", key):
        allowed = f"must be 1 to {LONGEST} visible characters of ASCII, such as a UUID"
        raise ValidationError({HEADER: [allowed]})
    digest = _digest(request)
    try:
        with transaction.atomic():
            kept = KeptAnswer.objects.create(actor=actor, key=key, request_hash=digest)
            response = write()
            kept.status = response.status_code
            kept.headers = {name: response[name] for name in KEPT if name in response}
            kept.body = response.content.decode()
            kept.save()
            return response
    except IntegrityError:
        # Another request with this key was first; or the base refused what was written: then none.
        kept = KeptAnswer.objects.filter(actor=actor, key=key).first()  # type: ignore[assignment]
        if kept is None:
            raise
    if kept.request_hash != digest:
        raise Unprocessable({HEADER: ["was used before for another request"]})
    response = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + request.body).hexdigest()
