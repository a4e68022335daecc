"""Somebody at work in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.urls import reverse

from apps.people.models import User
from tests.admin.forms import fields_of
from tests.factories import UserFactory

SignIn = Callable[[str], "Admin"]


class Admin:
    """A browser that somebody has signed in with."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def get(self, url: str) -> Any:
        return self.client.get(url)

    def change(self, row: models.Model, **fields: Any) -> Any:
        """Open the row's page, fill in ``fields`` (None takes one off the form), save."""
        url = page("change", row)
        return self._send(url, fields)

    def add(self, model: type[models.Model], **fields: Any) -> Any:
        return self._send(page("add", model), fields)

    def _send(self, url: str, fields: dict[str, Any]) -> Any:
        opened = self.get(url)
        assert opened.status_code == 200
        filled = fields_of(opened.content.decode()) | fields
        return self.client.post(url, {k: v for k, v in filled.items() if v is not None})

    def delete(self, row: models.Model) -> Any:
        return self.client.post(page("delete", row), {"post": "yes"})

    def delete_selected(self, *rows: models.Model) -> Any:
        sent = {
            "action": "delete_selected",
            "_selected_action": [row.pk for row in rows],
            "post": "yes",
        }
        return self.client.post(page("changelist", type(rows[0])), sent)


def page(name: str, of: models.Model | type[models.Model]) -> str:
    """Address of the admin's page ``name`` for a row or a model."""
    args = [of.pk] if isinstance(of, models.Model) else []
    return reverse(f"admin:{of._meta.app_label}_{of._meta.model_name}_{name}", args=args)


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Sign somebody in who has the role."""

    def as_role(role: str) -> Admin:
        user: User = UserFactory(is_staff=role != "reader")
        user.groups.add(Group.objects.get(name=role))
        return Admin(user)

    return as_role


@pytest.fixture
def editor(sign_in: SignIn) -> Admin:
    return sign_in("editor")
