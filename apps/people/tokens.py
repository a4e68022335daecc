"""Bearer tokens of the API (RFC 6750): stored hashed, shown once, with scopes and an expiry."""

from typing import Any

from knox.auth import TokenAuthentication
from rest_framework import exceptions

from apps.people.auth import Backend
from apps.people.models import ApiToken, User


class BearerAuthentication(TokenAuthentication):
    """``Authorization: Bearer pyc_...``. A demo account's token works in the demo only."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        if not token.isascii():  # the library would fail on bytes that are no text
            raise exceptions.AuthenticationFailed("This is not a token.")
        user, found = super().authenticate_credentials(token)
        return user, found

    def validate_user(self, auth_token: Any) -> tuple[User, ApiToken]:
        if not Backend().user_can_authenticate(auth_token.user):
            raise exceptions.AuthenticationFailed("This account cannot be used.")
        return auth_token.user, auth_token
