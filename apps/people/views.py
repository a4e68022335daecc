from django.http import HttpRequest, HttpResponse


def person(request: HttpRequest, slug: str) -> HttpResponse: ...
