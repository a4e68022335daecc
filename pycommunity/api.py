"""The API map: one line a resource."""

from django.urls import path
from django.views.decorators.cache import cache_control
from drf_spectacular.views import SpectacularAPIView

from apps.catalog.kinds import kinds
from apps.catalog.views import detail_view, list_view

schema = cache_control(public=True, max_age=3600)(SpectacularAPIView.as_view())

urlpatterns = [
    path("schema/", schema, name="schema"),
    *(path(f"{kind.plural}/", list_view(kind), name=f"api-{kind.plural}") for kind in kinds()),
    *(
        path(
            f"{kind.plural}/<{'int' if kind.lookup == 'id' else 'str'}:key>/",
            detail_view(kind),
            name=f"api-{kind.name}",
        )
        for kind in kinds()
    ),
]
