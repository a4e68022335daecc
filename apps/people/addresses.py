"""Whom a web server has made out, and whose password somebody tries."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.core.clients import is_trusted


def username_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The account somebody tries to enter, as wrong passwords are counted for it."""
    tried = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(tried).strip()[:150]


def remote_user(request: HttpRequest) -> str:
    """Whom the web server has made out, "" if nobody or if it is not ours to believe."""
    peer = request.META.get("REMOTE_ADDR", "")
    if not settings.REMOTE_USER_SIGN_IN or not is_trusted(peer):
        return ""
    return request.headers.get("X-Remote-User", "").strip()


def is_asked_by_web_server(request: HttpRequest) -> bool:
    """Whether a challenge goes to a web server that can answer it."""
    return settings.REMOTE_USER_SIGN_IN and is_trusted(request.META.get("REMOTE_ADDR", ""))
