"""The API map: one line a resource."""

from django.urls import path, re_path

from apps.catalog.changes import ChangesView
from apps.catalog.dumps import DumpsView, DumpView
from apps.catalog.kinds import kinds
from apps.catalog.root import RootView, SchemaView
from apps.catalog.views import detail_view, list_view
from apps.porting.check_views import CheckView
from apps.search.api import SearchView
from apps.surveys.endpoints import CsvView, JsonView, OperationsView

urlpatterns = [
    path("", RootView.as_view(), name="api-root"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("porting/check/", CheckView.as_view(), name="api-porting-check"),
    path("search/", SearchView.as_view(), name="api-search"),
    path("changes/", ChangesView.as_view(), name="api-changes"),
    path("dumps/", DumpsView.as_view(), name="api-dumps"),
    re_path(
        r"^dumps/(?P<name>[a-z-]+)\.(?P<form>ndjson|csv)$", DumpView.as_view(), name="api-dump"
    ),
    path("surveys/<str:slug>/operations/", OperationsView.as_view(), name="api-survey-operations"),
    path("surveys/<str:slug>/counts.csv", CsvView.as_view(), name="api-survey-csv"),
    path("surveys/<str:slug>/counts.json", JsonView.as_view(), name="api-survey-json"),
    # What is registered last is asked for most: talks and events.
    *(
        path(f"{kind.plural}/", list_view(kind), name=f"api-{kind.plural}")
        for kind in reversed(kinds())
    ),
    *(
        path(
            f"{kind.plural}/<{'int' if kind.lookup == 'id' else 'str'}:key>/",
            detail_view(kind),
            name=f"api-{kind.name}",
        )
        for kind in reversed(kinds())
    ),
]
