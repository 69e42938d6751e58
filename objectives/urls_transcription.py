"""Where the reading of dates and the import of published objectives answer."""

from django.urls import path

from objectives.views import readings

urlpatterns = [
    path("reading/", readings.date_reading, name="date-reading"),
]
