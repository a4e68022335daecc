from django.urls import path

from apps.core import converters
from apps.surveys import desk, editing, embedding, entering, filing, projecting, views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/worker.js", entering.worker, name="desk-worker"),
    path("desk/surveys/new/", desk.new, name="desk-new"),
    path("desk/surveys/<int:pk>/", entering.entry, name="desk-survey"),
    path("desk/surveys/<int:pk>/setup/", desk.setup, name="desk-setup"),
    path("desk/surveys/<int:pk>/state/", desk.step, name="desk-state"),
    path("desk/surveys/<int:pk>/late/", desk.decide, name="desk-late"),
    path("desk/surveys/<int:pk>/questions/new/", editing.question, name="desk-new-question"),
    path("desk/surveys/<int:pk>/questions/<int:key>/", editing.question, name="desk-question"),
    path(
        "desk/surveys/<int:pk>/questions/<int:key>/delete/",
        editing.delete,
        name="desk-delete-question",
    ),
    path("surveys/projector/<str:token>/", projecting.projector, name="projector"),
    path("surveys/", views.surveys, name="surveys"),
    path(f"surveys/questions/<{SLUG}:key>/", views.question, name="survey-question"),
    path(f"surveys/<{SLUG}:slug>/", views.survey, name="survey"),
    path(f"surveys/<{SLUG}:slug>/embed/", embedding.embed, name="survey-embed"),
    path(f"surveys/<{SLUG}:slug>/embed/<{SLUG}:key>/", embedding.embed, name="survey-embed"),
    path("oembed", embedding.oembed, name="oembed"),
    path(f"surveys/<{SLUG}:slug>/import/", filing.import_file, name="survey-import"),
    path(f"surveys/<{SLUG}:slug>.csv", views.survey_csv, name="survey-csv"),
    path(f"surveys/<{SLUG}:slug>.json", views.survey_json, name="survey-json"),
]
