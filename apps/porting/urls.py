from django.urls import path

from apps.core import converters
from apps.porting import check_views, views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("packages/", views.packages, name="packages"),
    path(f"packages/<{SLUG}:name>/", views.package, name="package"),
    path("porting/", views.porting, name="porting"),
    path("porting/check/", check_views.check, name="porting-check"),
    path("porting/notes/", views.porting_notes, name="porting-notes"),
    path(f"porting/notes/<{SLUG}:slug>/", views.porting_note, name="porting-note"),
    path("case-studies/", views.case_studies, name="case-studies"),
    path(f"case-studies/<{SLUG}:slug>/", views.case_study, name="case-study"),
]
