"""What people send in about feeds."""

from django import forms

from apps.feeds.subscriptions.listing import LONGEST_URL


class AddressForm(forms.Form):
    """Where a feed could be."""

    address = forms.CharField(
        label="Address of the site or of its feed",
        max_length=LONGEST_URL,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false"}
        ),
    )


class SuggestForm(forms.Form):
    """One feed of those found, and what there is to say about it."""

    url = forms.CharField(label="Feed", max_length=LONGEST_URL)
    is_owner = forms.BooleanField(label="This feed is mine", required=False)
    note = forms.CharField(
        label="What is it about, and whose is it?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    """An editor's decision. Declining needs a reason, which the suggester reads."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
    reason = forms.CharField(required=False, max_length=300)

    def clean(self) -> dict[str, str]:
        data: dict[str, str] = super().clean() or {}
        if data.get("decision") == "decline" and not data.get("reason"):
            self.add_error("reason", "Say why, in a sentence: whoever suggested it will read it.")
        return data
