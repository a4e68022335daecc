"""Charts on other people's pages: an oEmbed provider, and the only page that they may frame.

https://oembed.com: whoever writes gives the address of a survey, or of one of its questions
(``#key``), and their site asks here for the HTML to show. It gets a frame without scripts.
"""

import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from apps.catalog.atom import writable
from apps.catalog.freshness import content_page
from apps.catalog.sharing import picture_path
from apps.core.error_pages import Gone
from apps.surveys.charts import chart
from apps.surveys.models import Run
from apps.surveys.reading import questions_of
from apps.surveys.views import public_run

#: Pixels of a frame that nobody wants smaller
WIDTH = 640
#: Pixels that a chart's em takes, a line of a heading, a question's margins, title and foot
EM, LINE, AROUND, FRAME = 15.5, 30, 70, 150
#: Pixels of a letter in a heading
LETTER = 11
THUMBNAIL = (1200, 630)
HOUR = 3600


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@content_page
def embed(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """The charts of a run, or one of them, to be framed by any page."""
    run = public_run(request, slug)
    return render(request, "surveys/embed.html", {"run": run, "questions": _asked(run, key)})


def _asked(run: Any, key: str) -> list[Any]:
    found = [each for each in questions_of(run) if key in ("", each.question.key)]
    if not found:
        raise Http404("This survey does not ask that.")
    return found


@require_safe
@cache_control(public=True, max_age=HOUR)
def oembed(request: HttpRequest) -> HttpResponse:
    """What to put on a page for the address of a survey (400, 404 and 501 as the standard says)."""
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return _refusal(501, "Formats are json and xml.")
    sizes = [request.GET.get(name, "") for name in ("maxwidth", "maxheight")]
    if not all(re.fullmatch(r"[1-9][0-9]{0,5}|", size) for size in sizes):
        return _refusal(400, "maxwidth and maxheight are pixels: whole numbers from 1 on.")
    if "url" not in request.GET:
        return _refusal(400, "url is missing: the address of a survey.")
    try:
        run, key = _meant(request, request.GET["url"])
        asked = _asked(run, key)
    except (Http404, Gone):
        return _refusal(404, "No survey that everybody may read has this address.")
    width, height = (int(size) if size else None for size in sizes)
    answer = _answer(run, key, asked, width, height)
    if form == "json":
        return JsonResponse(answer)
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = writable(str(value))
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _refusal(status: int, message: str) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")


def _meant(request: HttpRequest, address: str) -> tuple[Run, str]:
    """The run that has this address, and the key of the question (Http404 if there is none)."""
    try:
        parts = urlsplit(address)
        match: ResolverMatch = resolve(parts.path)
    except (ValueError, Resolver404) as error:
        raise Http404 from error
    hosts = {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    if parts.netloc not in hosts or match.url_name not in ("survey", "survey-embed"):
        raise Http404
    return public_run(request, match.kwargs["slug"]), match.kwargs.get("key", parts.fragment)


def _answer(
    run: Any, key: str, asked: list[Any], max_width: int | None, max_height: int | None
) -> dict[str, Any]:
    """The answer: a frame as high as its charts need, within what was allowed."""
    width = min(WIDTH, max_width or WIDTH)
    height = min(_height(asked, width), max_height or 100_000)
    title = asked[0].question.wording if key else run.title
    args = [run.slug, key] if key else [run.slug]
    source = settings.SITE_URL + reverse("survey-embed", args=args)
    answer = {
        "version": "1.0",
        "type": "rich",
        "provider_name": settings.SITE_NAME,
        "provider_url": f"{settings.SITE_URL}/",
        "title": title,
        "cache_age": HOUR,
        "width": width,
        "height": height,
        "html": format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"'
            ' sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0"></iframe>',
            source, width, height, title,
        ),
    }  # fmt: skip
    if THUMBNAIL[0] <= (max_width or THUMBNAIL[0]) and THUMBNAIL[1] <= (max_height or THUMBNAIL[1]):
        picture = settings.SITE_URL + picture_path("survey", run.pk)
        answer["thumbnail_url"] = picture
        answer["thumbnail_width"], answer["thumbnail_height"] = THUMBNAIL
    return answer


def _height(asked: list[Any], width: int) -> int:
    """Pixels that the charts need in a frame of this width."""
    total = float(FRAME)
    for each in asked:
        room, answers = each.question.run.head_count, each.answers
        ems = chart(room, [(answer.option.label, answer.count) for answer in answers]).height
        lines = 1 + len(each.question.wording) * LETTER // width
        total += AROUND + ems * EM + lines * LINE
    return round(total)
