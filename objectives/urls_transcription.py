"""Where the reading of dates and the import of published objectives answer."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - "id" is registered there
from objectives.views import readings, transcription

IMPORT = "office/<slug:slug>/import/"

urlpatterns = [
    path("reading/", readings.date_reading, name="date-reading"),
    path(IMPORT, transcription.ImportView.as_view(), name="set-import"),
    path(
        f"{IMPORT}template.<str:kind>",
        transcription.ImportTemplateView.as_view(),
        name="import-template",
    ),
    path(
        f"{IMPORT}<id:upload>/", transcription.ImportPreviewView.as_view(), name="import-preview"
    ),
]
