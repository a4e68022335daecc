"""Forms for what hangs on events and sessions."""

import secrets
from typing import Any

from django import forms

from apps.core.estimates import Estimate
from apps.core.forms import EstimateField
from apps.core.naming import slug
from apps.events.models import Appearance, HeadCount
from apps.events.noted import Figure, Passage


class EstimateForm(forms.ModelForm):
    """An uncertain count in one field: "about 50" gives value, bounds and precision."""

    count = EstimateField(help_text="12, =12 (exact), ~50 (rough), 40-60, h (a handful), 0, -")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["count"] = self.instance.estimate

    def clean_count(self) -> Estimate:
        """Keep the bounds and the words of a count that was not retyped."""
        estimate: Estimate = self.cleaned_data["count"]
        unchanged = self.instance.pk and "count" not in self.changed_data
        self.instance.estimate = self.instance.estimate if unchanged else estimate
        return estimate


class HeadCountForm(EstimateForm):
    class Meta:
        model = HeadCount
        fields = ("room",)


class FigureForm(EstimateForm):
    class Meta:
        model = Figure
        fields = ("position", "what", "unit", "measure", "as_of", "package", "person", "name")


class PassageForm(forms.ModelForm):
    """A passage. An anchor left empty is made of its first words, and kept for good."""

    class Meta:
        model = Passage
        fields = (
            *("position", "kind", "text", "markup", "person", "name"),
            *("number", "is_summary", "condition", "anchor"),
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "cols": 60})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anchor"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("anchor"):
            cleaned["anchor"] = self.instance.anchor or self._new_anchor(cleaned)
        return cleaned

    def _new_anchor(self, cleaned: dict[str, Any]) -> str:
        words = slug(cleaned.get("text", "")[:200], fallback="passage", max_length=50)
        return f"{words}-{secrets.token_hex(3)}"


class AppearanceForm(forms.ModelForm):
    """An appearance, whose missing statement stays missing where the box is left empty."""

    class Meta:
        model = Appearance
        fields = ("person", "role", "affiliations", "nickname", "statement", "position")
        widgets = {"statement": forms.Textarea(attrs={"rows": 2, "cols": 40})}

    def clean_statement(self) -> str | None:
        statement: str | None = self.cleaned_data["statement"]
        return statement or (None if self.instance.statement is None else "")
