"""Forms for what hangs on events and sessions."""

from typing import Any

from django import forms

from apps.core.estimates import Estimate
from apps.core.forms import EstimateField
from apps.events.models import Appearance, HeadCount


class HeadCountForm(forms.ModelForm):
    """A head-count in one field: "about 50" gives value, bounds and precision."""

    count = EstimateField(help_text="12, =12 (exact), ~50 (rough), 40-60, h (a handful), 0, -")

    class Meta:
        model = HeadCount
        fields = ("room",)

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


class AppearanceForm(forms.ModelForm):
    """An appearance, whose missing statement stays missing where the box is left empty."""

    class Meta:
        model = Appearance
        fields = ("person", "role", "affiliations", "nickname", "statement", "position")
        widgets = {"statement": forms.Textarea(attrs={"rows": 2, "cols": 40})}

    def clean_statement(self) -> str | None:
        statement: str | None = self.cleaned_data["statement"]
        return statement or (None if self.instance.statement is None else "")
