"""What the readiness check is asked, and what the admin asks for beside plain fields."""

import datetime
from typing import Any

from django import forms

from apps.core.estimates import Estimate
from apps.core.forms import EstimateField
from apps.porting import dates
from apps.porting.models import PYTHON_3, BuildCount
from apps.porting.requirements import MOST_CHARACTERS

MOST_BYTES = 4 * MOST_CHARACTERS


class CheckForm(forms.Form):
    """A list of requirements, pasted or uploaded; a day; a target."""

    requirements = forms.CharField(
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        label="Requirements",
        help_text="requirements.txt, pyproject.toml, setup.py, setup.cfg, Pipfile, environment.yml,"
        " a lock file, or what pip list says",
    )
    file = forms.FileField(required=False, label="Or a file")
    as_of = forms.CharField(
        required=False,
        label="As of",
        help_text="Empty: now",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    target = forms.CharField(required=False, max_length=100, label="Target")

    def clean_as_of(self) -> datetime.date | None:
        text = self.cleaned_data["as_of"].strip()
        try:
            return dates.day(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(f"This {error}.") from error

    def clean_target(self) -> str:
        return self.cleaned_data["target"].strip() or PYTHON_3

    def clean_file(self) -> str:
        """The text of the file, in UTF-8 or whatever else can be read of it."""
        upload = self.cleaned_data["file"]
        if upload is None:
            return ""
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"The file has over {MOST_BYTES:,} bytes.")
        data: bytes = upload.read()
        is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")  # what PowerShell writes
        return data.decode("utf-16" if is_wide else "utf-8", "replace")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["text"] = cleaned.get("file") or cleaned.get("requirements", "")
        if not self.errors and not cleaned["text"].strip():
            raise forms.ValidationError("Paste some requirements, or choose a file that has them.")
        return cleaned


class BuildCountForm(forms.ModelForm):
    """A count of packages in one field: "~1700" gives value, bounds and precision."""

    count = EstimateField(help_text="12, =12 (exact), ~50 (rough), 40-60, h (a handful), 0, -")

    class Meta:
        model = BuildCount
        fields = ("platform",)

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
