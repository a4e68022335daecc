"""Where editors decide what is one: suggestions, merging by hand, the history with its way back."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.catalog import likeness, merging
from apps.core.mergeable import Likeness, Merge
from apps.people.access import signed_in
from apps.people.merging_desks import (
    DESKS,
    MOST_FOUND,
    Desk,
    described,
    moving,
    suggested_survivor,
)

PAIRS, MERGES = 12, 40
#: More rows than anybody merges at once
MOST_ROWS = 20
View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """Hand on the desk that the address names, to those who may merge what is on it."""

    @signed_in
    @functools.wraps(view)
    def answer(request: HttpRequest, plural: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if plural not in DESKS:
            raise Http404("Only people and topics are merged.")
        if not request.user.has_perm(DESKS[plural].right):
            raise PermissionDenied
        return view(request, DESKS[plural], *args, **kwargs)

    return answer


@require_safe
@for_editors
def suggestions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Pairs that may be one, likeliest first, side by side; and what a search by name finds."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = list(desk.named(asked)[: MOST_FOUND + 1]) if asked else []
    page = _page(likeness.waiting(desk.model), request, PAIRS)
    pairs = list(page.object_list)
    rows = described(desk, {key for each in pairs for key in (each.one_id, each.other_id)})
    context = {
        "desk": desk,
        "page": page,
        "pairs": [_side_by_side(each, rows) for each in pairs],
        "asked": asked,
        "found": list(described(desk, [row.pk for row in found[:MOST_FOUND]]).values()),
        "has_more": len(found) > MOST_FOUND,
    }
    return render(request, "people/merging/suggestions.html", context)


def _side_by_side(pair: Likeness, rows: dict[int, Any]) -> dict[str, Any]:
    both = [rows[pair.one_id], rows[pair.other_id]]
    return {"likeness": pair, "both": both, "into": suggested_survivor(both)}


@require_safe
@for_editors
def preview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which one stays, and what moves there, before anything is done."""
    keys = _keys(request.GET.getlist("row"))
    rows = list(described(desk, keys).values())
    if len(rows) < 2:
        messages.error(request, f"Choose at least two {desk.plural} that are there.")
        return redirect("merging", desk.plural)
    into = next(iter(_keys(request.GET.getlist("into"))), None)
    if into not in {each.row.pk for each in rows}:
        into = suggested_survivor(rows)
    context = {"desk": desk, "rows": [(each, moving(each.row)) for each in rows], "into": into}
    return render(request, "people/merging/preview.html", context)


@require_POST
@for_editors
def merge(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do it. Sent twice, the second says that it is done."""
    keys, into = _keys(request.POST.getlist("row")), _keys(request.POST.getlist("into"))
    rows = desk.model.with_merged.in_bulk([*keys, *into])
    others = [rows[key] for key in keys if key in rows and key not in into]
    if len(into) != 1 or into[0] not in rows or not others:
        messages.error(request, "Choose which one stays, and at least one other.")
        return redirect("merging", desk.plural)
    survivor = rows[into[0]]
    try:
        merging.merge(survivor, others, request.user)
    except merging.Refused as refused:
        messages.error(request, str(refused))
        return redirect("merging", desk.plural)
    *first, last = (f"“{row}”" for row in others)
    names = f"{', '.join(first)} and {last} are" if first else f"{last} is"
    messages.success(request, f"{names} part of “{survivor}” from now on.")
    return redirect("merges", desk.plural)


@require_POST
@for_editors
def apart(request: HttpRequest, desk: Desk) -> HttpResponse:
    """These two are not the same: they are not suggested again."""
    pair = _keys(request.POST.getlist("row"))
    rows = list(desk.model.objects.filter(pk__in=pair))
    if len(rows) != 2:
        messages.error(request, "One of the two is part of another by now.")
        return redirect("merging", desk.plural)
    likeness.keep_apart(rows[0], rows[1], request.user)
    messages.success(request, f"“{rows[0]}” and “{rows[1]}” are not suggested again.")
    return redirect("merging", desk.plural)


@require_POST
@for_editors
def reconsider(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Take back that two are not the same."""
    likeness.reconsider(get_object_or_404(likeness.rejected(desk.model), pk=pk))
    messages.success(request, "They are suggested again.")
    return redirect("merging", desk.plural)


@require_POST
@for_editors
def look(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Search for likenesses now, not tonight."""
    n = likeness.look(desk.model)
    pairs = "1 pair" if n == 1 else f"{n} pairs"
    messages.success(request, f"Searched all {desk.plural}: {pairs} may be one.")
    return redirect("merging", desk.plural)


@require_safe
@for_editors
def history(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was merged, newest first, and what was found to be different."""
    merges = _merges(desk).select_related("actor", "undone_by")
    page = _page(merges, request, MERGES)
    apart = list(likeness.rejected(desk.model).select_related("rejected_by")[:MERGES])
    keys = {key for each in page.object_list for key in (each.object_id, each.into_id)}
    keys |= {key for each in apart for key in (each.one_id, each.other_id)}
    rows = desk.model.with_merged.select_related("merged_into").in_bulk(keys)
    context = {
        "desk": desk,
        "page": page,
        "merges": [
            {"merge": each, "row": rows.get(each.object_id), "into": rows.get(each.into_id)}
            for each in page.object_list
        ],
        "apart": [
            {"pair": each, "one": rows[each.one_id], "other": rows[each.other_id]}
            for each in apart
            if each.one_id in rows and each.other_id in rows
        ],
    }
    return render(request, "people/merging/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def undo(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Ask, then let what was merged stand by itself again."""
    done = get_object_or_404(_merges(desk), pk=pk)
    row: Any = done.row
    if request.method != "POST" and row is not None and done.undone_at is None:
        context = {"desk": desk, "merge": done, "row": row, "into": row.standing}
        return render(request, "people/merging/undo.html", context | {"count": _moved(done)})
    try:
        undone = merging.undo(done, request.user)
    except merging.Refused as refused:
        messages.error(request, str(refused))
        return redirect("merges", desk.plural)
    messages.success(request, f"“{row}” stands by itself again.")
    if undone.left:
        said = f"{undone.left} of {undone.moved + undone.left} things that belonged to it"
        messages.warning(request, f"{said} were changed or deleted since, and stay as they are.")
    return redirect("merges", desk.plural)


def _moved(done: Merge) -> int:
    return sum(map(len, done.moved.values()))


def _merges(desk: Desk) -> Any:
    return Merge.objects.filter(content_type=ContentType.objects.get_for_model(desk.model))


def _keys(texts: list[str]) -> list[int]:
    """The keys among what was sent, each once; whatever is none is left out."""
    numbers = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19)
    return list(dict.fromkeys(numbers))[:MOST_ROWS]


def _page(rows: Any, request: HttpRequest, size: int) -> Page[Any]:
    """The page that is asked for, or the nearest that there is."""
    return Paginator(rows, size).get_page(request.GET.get("page", "1"))
