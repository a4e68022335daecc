"""Packages in the API as of a past day: made from rows by the same serializers."""

import datetime
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar

from django.db.models import DateField, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from apps.catalog import serving, shaping
from apps.catalog.models import Document, Version
from apps.catalog.views import Asked, DetailView, ListView, refuse_unknown, single_valued
from apps.core.naming import package_name
from apps.porting import dates, reading
from apps.porting.serializers import PackageCardSerializer, PackageSerializer


@dataclass(frozen=True)
class PastShape(shaping.Shape):
    """Cards as they would have been on that day, then in the shape asked for."""

    date: datetime.date = datetime.date.max

    def __bool__(self) -> bool:
        return True

    def apply(self, texts: list[bytes]) -> list[bytes]:
        ids = [serving.loaded(text)["id"] for text in texts]
        rows = {row.pk: row for row in packages_on(self.date).filter(pk__in=ids)}
        past = [PackageCardSerializer(rows[pk]).data for pk in ids if pk in rows]
        return super().apply([serving.stored(card).encode() for card in past])


class PackageListView(ListView):
    """The list as it is; on a past day the same packages, each as it was known by then."""

    def ask(self, request: HttpRequest, form: str) -> Asked:
        asked = super().ask(request, form)
        if date := dates.asked_day(asked.params.get(dates.PARAMETER)):
            asked.shape = PastShape(**vars(asked.shape), date=date)
        return asked


class PackageDetailView(DetailView):
    """One package, under its normalised name (PEP 503); other spellings lead there."""

    date: ClassVar[datetime.date | None] = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = kwargs["key"]
        name = package_name(key)
        if name != key and Document.objects.public("package").filter(slug=name).exists():
            query = request.META.get("QUERY_STRING", "")
            address = request.path.removesuffix(f"{key}/") + f"{name}/"
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        if (given := request.GET.get(dates.PARAMETER)) is not None:
            self.date = dates.given_day(given)  # type: ignore[misc]
        return super().get(request, *args, **kwargs)

    def shape(self, request: HttpRequest) -> shaping.Shape:
        params = single_valued(request.GET)
        refuse_unknown(params, (dates.PARAMETER, *shaping.PARAMETERS, "format"))
        return shaping.parse(params, self.kind, whole=True)

    def document(self, key: str | int) -> tuple[str, str, datetime.datetime]:
        """The package as it is, or as it was known on the day that is asked for."""
        if self.date is None:
            return super().document(key)
        row = packages_on(self.date).filter(slug=key).first() if "\0" not in str(key) else None
        if row is None:
            raise Http404(f"There is no package {key!r}.")
        text = serving.stored(PackageSerializer(row).data)
        digest = blake2b(text.encode(), digest_size=16).hexdigest()
        return text, digest, Version.of("package")[1] or timezone.now()


def packages_on(date: datetime.date) -> QuerySet[Any]:
    """Packages as they were known by the end of that day."""
    return reading.packages(date).annotate(as_of=Value(date, DateField()))
