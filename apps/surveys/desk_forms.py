"""Forms of the organiser's desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.core.estimates import Estimate
from apps.core.forms import EstimateField
from apps.core.naming import slug
from apps.events.membership import organised_events
from apps.events.models import Event
from apps.surveys.models import Option, Question, Run


class NewRunForm(forms.Form):
    """Where a survey is held, what it is called, and whose questions it asks."""

    event = forms.ModelChoiceField(
        queryset=Event.objects.none(), empty_label="Choose one of your events"
    )
    title = forms.CharField(max_length=300, help_text="Such as “Who uses what, May 2008”")
    questions_of: Any = forms.ModelChoiceField(
        queryset=Run.objects.none(),
        required=False,
        label="Same questions as",
        empty_label="None: from scratch",
        help_text="Runs that ask the same can be compared.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = organised_events(user).order_by("-starts_on")  # type: ignore[attr-defined]
        earlier = Run.objects.published() | Run.objects.enterable_by(user)
        self.fields["questions_of"].queryset = earlier.order_by("-pk")  # type: ignore[attr-defined]


class RunForm(forms.ModelForm):
    """What is said of a run, and its head-count in one field."""

    people = EstimateField(
        required=False,
        label="How many people are in the room?",
        help_text="~50 (about 50), =48 (counted), 40-60, or nothing",
    )

    class Meta:
        model = Run
        fields = ("title", "summary", "method", "exact_below")
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "method": forms.Textarea(attrs={"rows": 2}),
            "exact_below": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        labels = {"exact_below": "A number alone is exact below"}

    field_order = ("people", "title", "summary", "method", "exact_below")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.raw or self.instance.low is not None:
            self.initial["people"] = self.instance.head_count

    def clean_people(self) -> Estimate | None:
        """Keep the words of a head-count that was not retyped."""
        estimate: Estimate | None = self.cleaned_data["people"]
        if estimate is not None and "people" in self.changed_data:
            self.instance.head_count = estimate
        return estimate


class QuestionForm(forms.ModelForm):
    """A question. Another wording is another version: trends say so."""

    class Meta:
        model = Question
        fields = ("wording", "mode", "announced", "denominator", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        labels = {
            "mode": "How many answers may one person give?",
            "announced": "The room is told how many answers to give",
            "denominator": "Shares are of",
        }
        help_texts = {"announced": ""}


class OptionForm(forms.ModelForm):
    """An answer that hands are counted for."""

    class Meta:
        model = Option
        fields = ("label", "position")
        labels = {"label": "Answer"}

    position = forms.IntegerField(
        label="Place",
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.pop("position", None)  # a new answer goes to the end

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0


class Options(forms.BaseInlineFormSet):
    """The answers of a question. One that was counted stays: its counts are on record."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.operations.exists():
                raise ValidationError(
                    f"“{form.instance.label}” was counted, so it stays. Rename it, or leave it."
                )


OptionFormSet = forms.inlineformset_factory(
    Question, Option, form=OptionForm, formset=Options, extra=4, can_delete=True, max_num=60
)


def free_key(text: str, taken: set[str]) -> str:
    """A key for a question or an option that no other has: it stays when the words change."""
    base = slug(text, fallback="answer")[:50]
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key
