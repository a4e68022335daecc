"""Text as it is written becomes what readers see."""

from django.utils.html import linebreaks


def render(text: str, markup: str) -> str:
    """Safe HTML."""
    return linebreaks(text, autoescape=True)


def plain(text: str, markup: str) -> str:
    """Text without its markup."""
    return text
