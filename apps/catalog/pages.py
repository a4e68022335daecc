from django.http import HttpRequest, HttpResponse


def topic(request: HttpRequest, slug: str) -> HttpResponse: ...
