"""What comes in by files, checked cell by cell."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from apps.core.estimates import V1, Counting, Estimate, EstimateError, Precision, parse, write
from apps.core.forms import EstimateField
from apps.core.models import Publication
from apps.surveys.models import Question, Run

BARE: Final = (Precision.EXACT, Precision.ROUGH)
FIGURES: Final = ("value", "low", "high")


def verbatim(length: int, *, required: bool = False) -> forms.CharField:
    """A text that is kept as it is, blanks and all."""
    return forms.CharField(max_length=length, required=required, strip=False)


def whole_number(least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=least, max_value=most, required=False)


class ListField(forms.CharField):
    """Texts between semicolons. A semicolon or backslash within one has a backslash before it."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, max_length=5000)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        parts = re.findall(r"(?:[^\\;]|\\[\s\S]|\\\Z)+", text)
        texts = [re.sub(r"\\([\s\S])", r"\1", part) for part in parts]
        if long := next((each for each in texts if len(each) > 100), None):
            raise ValidationError(f"“{long[:20]}…” is longer than 100 characters.")
        return texts


class YesNoField(forms.CharField):
    """yes or no; empty is yes."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> bool:
        text = super().clean(value).casefold()
        if text not in ("", "yes", "no"):
            raise ValidationError(f"Write yes or no, not “{text}”.")
        return text != "no"


class EstimateForm(forms.Form):
    """A count as files have it. What was written leads; the figures must be those it gives.

    Where nothing was written, the figures say what to write: ``estimate`` is None without either.
    """

    raw = verbatim(100)
    value = whole_number(0, EstimateField.largest)
    low = whole_number(0, EstimateField.largest)
    high = whole_number(0, EstimateField.largest)
    precision = forms.ChoiceField(choices=[(p, p) for p in Precision.values], required=False)
    rule = forms.ChoiceField(choices=[(V1, V1)], required=False)

    def __init__(self, data: Any, counting: Counting = Precision.EXACT) -> None:
        self.counting = counting  # what a bare number means if the file does not say
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["estimate"] = self._estimate(cleaned)
        return cleaned

    def _estimate(self, cleaned: dict[str, Any]) -> Estimate | None:
        if not any(name in self.data for name in ("raw", "precision", *FIGURES)):
            return None
        said = cleaned["precision"]
        try:
            cell = cleaned["raw"] or _cell(cleaned)
            default = Precision(said) if said in BARE else self.counting
            estimate = parse(cell, default=default)
        except (EstimateError, ValueError) as error:
            self.add_error("raw", str(error))
            return None
        if (estimate.high or 0) > EstimateField.largest:
            self.add_error("raw", "That number is too large.")
        if estimate.is_malformed and not said:  # said by name, it is what stood in somebody's notes
            self.add_error("raw", f"“{cell}” is no whole number.")
        for name in ("precision", *FIGURES):
            given = cleaned[name]
            if given not in ("", None) and given != getattr(estimate, name):
                found = getattr(estimate, name)
                self.add_error(name, f"“{cell}” gives {'nothing' if found is None else found}.")
        return estimate


def _cell(cleaned: dict[str, Any]) -> str:
    """What somebody who gave only figures would have written."""
    said = cleaned["precision"] or (Precision.EXACT if cleaned["value"] is not None else "")
    if said == Precision.RANGE:
        return write(Estimate.between(cleaned["low"] or 0, cleaned["high"] or 0))
    return write(Estimate.of(Precision(said), cleaned["value"])) if said else ""


class RowForm(EstimateForm):
    """One option of a file, with its question."""

    question = forms.SlugField(max_length=60)
    wording = verbatim(300)
    wording_version = whole_number(1, 32_767)
    wording_note = verbatim(300)
    mode = forms.ChoiceField(choices=Question.Mode.choices, required=False)
    announced = YesNoField()
    denominator = forms.ChoiceField(choices=Question.Denominator.choices, required=False)
    note = verbatim(10_000)
    option = forms.SlugField(max_length=60, required=False)
    label = verbatim(200)
    examples = ListField()
    merged = ListField()
    published_share = forms.DecimalField(
        min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False
    )
    published_note = verbatim(200)
    first_line = whole_number(1, EstimateField.largest)
    last_line = whole_number(1, EstimateField.largest)

    def clean_wording_version(self) -> int:
        return self.cleaned_data["wording_version"] or 1

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or Question.Mode.SINGLE

    def clean_denominator(self) -> str:
        return self.cleaned_data["denominator"] or Question.Denominator.ROOM

    def clean_last_line(self) -> int | None:
        first, last = self.cleaned_data.get("first_line"), self.cleaned_data["last_line"]
        if (first is None) != (last is None):
            raise ValidationError("Give both lines or neither.")
        if first and last and last < first:
            raise ValidationError("The last line is before the first.")
        return last


class HeadForm(EstimateForm):
    """What a JSON file says of the whole run, its head-count among it."""

    title = verbatim(300)
    summary = verbatim(10_000)
    method = verbatim(10_000)
    body = verbatim(200_000)
    markup = forms.ChoiceField(choices=Publication.Markup.choices, required=False)
    language = verbatim(10)
    exact_below = whole_number(0, 32_767)

    def clean_title(self) -> str:
        if "title" in self.data and not self.cleaned_data["title"].strip():
            raise ValidationError("A survey needs a title.")
        return str(self.cleaned_data["title"])

    def clean_markup(self) -> str:
        return self.cleaned_data["markup"] or Run.Markup.MARKDOWN


class FileForm(forms.Form):
    """A file to store in a run."""

    file = forms.FileField(label="File (CSV or JSON)")
