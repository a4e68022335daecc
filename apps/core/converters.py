"""Parts of addresses."""

from django.urls import register_converter


class SlugConverter:
    """A slug in any script. Without NUL, which the database would refuse to be asked for."""

    regex = r"[^/\0]{1,250}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


#: The name under which addresses use it
ANY_SLUG = "any_slug"
register_converter(SlugConverter, ANY_SLUG)
