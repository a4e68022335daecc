"""Who entered what, and may therefore change it: one rule for forms, the admin and the API."""

from typing import Any, Self

from django.conf import settings
from django.db import models


class Entered(models.Model):
    """What one account entered, and nobody else changes but who answers for the content.

    A model of these has the right ``edit_any_{model}`` among its ``Meta.permissions``. What came
    with an import was entered by nobody.
    """

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    @classmethod
    def _right(cls, action: str) -> str:
        return f"{cls._meta.app_label}.{action}_{cls._meta.model_name}"

    @classmethod
    def editable_by(cls, user: Any) -> models.QuerySet[Self]:
        """The rows that somebody may change, if they have the right to change such rows at all."""
        rows = cls._default_manager.all()
        return rows if user.has_perm(cls._right("edit_any")) else rows.filter(created_by=user)

    def may_be_edited_by(self, user: Any) -> bool:
        """Writers change what they entered; who answers for the content changes anything."""
        if not user.has_perm(self._right("change")):
            return False
        is_own = self.created_by_id is not None and self.created_by_id == user.pk
        return is_own or bool(user.has_perm(self._right("edit_any")))
