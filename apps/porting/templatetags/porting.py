"""How verdicts of the readiness check read."""

from django import forms, template

register = template.Library()

HEADINGS = {
    "does-not": "Does not work",
    "problematic": "Problematic",
    "unknown": "Not known",
    "nothing-said": "Nobody has said anything",
    "works": "Works",
    "not-needed": "Not needed there",
}


@register.filter
def verdict_heading(verdict: str) -> str:
    return HEADINGS[verdict]


@register.filter
def field_label(name: str, form: forms.Form) -> str:
    """The label of the form's field of that name."""
    return str(form[name].label)
