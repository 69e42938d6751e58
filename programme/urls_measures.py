"""Addresses of measures: their lists, trajectories, national figures and the printed appendix."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from programme.views import national_figures, restating

PLAN = "plans/<slug:plan>/"
MEASURE = "returns/<slug:period>/<slug:locality>/measures/<id:pk>/"
NATIONAL = "national-figures/<slug:period>/"

urlpatterns = [
    path(
        f"{MEASURE}put-right/<slug:earlier>/",
        restating.MeasureRestateView.as_view(),
        name="measure-restate",
    ),
    path(NATIONAL, national_figures.NationalFiguresView.as_view(), name="national-figures"),
    path(
        f"{NATIONAL}<id:pk>/",
        national_figures.NationalFigureView.as_view(),
        name="national-figure",
    ),
    path(
        f"{NATIONAL}<id:pk>/put-right/",
        national_figures.NationalRestateView.as_view(),
        name="national-restate",
    ),
]
