"""An example of every kind of page, found by the site map, on the demo world.

A page that is new in the site map is visited by itself if its address needs nothing or is that of
a kind in the catalog. Otherwise ``examples`` raises until it is named here: as a page with an
address to try, or as something else than a page.
"""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.core.management import call_command
from django.db.models.functions import Length
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.catalog import merging
from apps.catalog.checking import rebuild
from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from apps.core.mergeable import Merge
from apps.core.models import Topic
from apps.events.models import Series
from apps.mirror import demo
from apps.people.access import UNSENT
from apps.people.models import Person, User
from apps.reviews.models import Review
from apps.surveys.desk import PROJECTOR
from apps.surveys.models import Question, Run

#: Not ours, or not for readers
OTHER_MAPS = ("api/v1/", "admin/")
#: Files, feeds, answers to machines, and addresses that only take what a form sends
NO_PAGES = {
    "alive", "api-client", "apart", "atom", "decide", "desk-delete-question", "desk-late",
    "desk-state", "desk-worker", "event-calendar", "events-calendar", "favicon",
    "look-for-likeness", "merge", "oembed", "opensearch", "opml", "push", "ready", "reconsider",
    "revoke-token", "robots", "search-feed", "share-picture", "share-site", "sign-out", "sitemap",
    "sitemap-index", "survey-csv", "survey-json", "withdraw",
}  # fmt: skip
#: Pages that only those see who signed in
PRIVATE = {
    "account", "change-password", "desk", "desk-new", "desk-new-question",
    "desk-question", "desk-setup", "desk-survey", "edit-review", "merge-preview", "merges",
    "merging", "my-reviews", "new-review", "suggestions", "survey-import", "tokens", "undo-merge",
    "unsent", "withdraw-review",
}  # fmt: skip
#: What no site map has: errors, and the API as a browser sees it
BESIDES = {
    "error-400": "/talks/?year=never",
    "error-404": "/nothing-here/",
    "api-list": "/api/v1/talks/?limit=5",
    "api-record": "/api/v1/events/djangocon-au-2013/",
    "found": "/search/?q=django",
    "narrowed": "/talks/?event=djangocon-au-2013&kind=panel",
    "not-found": "/search/?q=djagno",
}
#: Errors that no address of the demo gives, by their templates: see ``error_pages``
ERRORS = {
    "error-403": "403.html",
    "error-403-form": "403_csrf.html",
    "error-405": "405.html",
    "error-410": "410.html",
    "error-413": "413.html",
    "error-429": "429.html",
    "error-500": "500.html",
    "error-503": "503.html",
}


def load() -> None:
    """The demo world, with nothing to sign in by."""
    call_command("loaddata", *demo.fixtures(), verbosity=0)
    rebuild()


def insider() -> str:
    """Sign in somebody who may see everything; returns the session's cookie."""
    user = User.objects.create_superuser("insider", "insider@example.org", "long enough to pass")
    user.groups.set(Group.objects.all())
    client = Client()
    client.force_login(user)
    session = client.session
    session[UNSENT] = {"path": reverse("new-review"), "fields": [("title", "Half a thought")]}
    session.save()
    return str(client.cookies["sessionid"].value)


def error_pages() -> dict[str, str]:
    """The pages of ``ERRORS``, for a browser to be given at ``/error-410/`` and the like."""
    message = "This form takes ten suggestions an hour. Try again at half past four."
    context = {"message": message, "site_name": settings.SITE_NAME}
    request = RequestFactory().get("/about/")
    return {name: render_to_string(file, context, request) for name, file in ERRORS.items()}


def names() -> list[str]:
    """The names of all pages in the site map, and of those besides it."""
    found = {each.name or route for route, each in _patterns(get_resolver().url_patterns)}
    pages = {name for name in found if name not in NO_PAGES and not name.endswith("feed.atom")}
    return sorted(pages) + sorted(BESIDES)


def _patterns(
    found: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for each in found:
        route = prefix + str(each.pattern)
        if route.startswith(OTHER_MAPS):
            continue
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, route)
        else:
            yield route, each


def address(name: str) -> str:
    """The address of an example of this page: of records, the one that has most to show."""
    if name in BESIDES:
        return BESIDES[name]
    if name in SPECIAL:
        return SPECIAL[name]()
    if name in {kind.name for kind in kinds()}:
        records = Document.objects.public(name).order_by(Length("detail").desc())
        return str(records.values_list("path", flat=True)[0])
    return reverse(name)  # an address that needs more: name it in SPECIAL or NO_PAGES


def _run() -> Run:
    return Run.objects.filter(state="closed").order_by("pk")[0]


def _question() -> Question:
    return Question.objects.filter(run=_run()).order_by("position")[0]


def _of_run(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[_run().pk])


def _of_question(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[_run().pk, _question().pk])


def _of_review(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[Review.objects.order_by("pk")[0].pk])


def _merged() -> str:
    """Something that can be undone: two spellings of a topic, made one now if they were not."""
    one, other = (Topic.with_merged.get_or_create(name=n, slug=n)[0] for n in ("web-dev", "webdev"))
    if other.merged_into is None:
        merging.merge(one, [other])
    return reverse("undo-merge", args=["topics", Merge.objects.get().pk])


def _preview() -> str:
    rows = Person.objects.order_by("pk").values_list("pk", flat=True)[:2]
    return reverse("merge-preview", args=["people"]) + "?" + urlencode({"row": rows}, doseq=True)


SPECIAL: Mapping[str, Callable[[], str]] = {
    "desk-survey": _of_run("desk-survey"),
    "desk-setup": _of_run("desk-setup"),
    "desk-new-question": _of_run("desk-new-question"),
    "desk-question": _of_question("desk-question"),
    "edit-review": _of_review("edit-review"),
    "withdraw-review": _of_review("withdraw-review"),
    "merge-preview": _preview,
    "merges": lambda: reverse("merges", args=["topics"]),
    "merging": lambda: reverse("merging", args=["people"]),
    "undo-merge": _merged,
    "porting-check": lambda: "/porting/check/?requirements=south%0Adjango&as_of=2013-07-05",
    "projector": lambda: reverse("projector", args=[signing.dumps(_run().pk, salt=PROJECTOR)]),
    "series": lambda: Series.objects.order_by("name")[0].get_absolute_url(),
    "survey-embed": lambda: reverse("survey-embed", args=[_run().slug]),
    "survey-import": lambda: reverse("survey-import", args=[_run().slug]),
    "survey-question": lambda: reverse("survey-question", args=["web-framework"]),
}
