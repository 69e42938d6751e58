"""Addresses of measures: their lists, trajectories, national figures and the printed appendix."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from csplan.registers.urls import register_urls_within
from programme.registers import measures as lists
from programme.views import measure_grid, national_figures, restating, trajectories

PLAN = "plans/<slug:plan>/"
MEASURES = "returns/<slug:period>/<slug:locality>/measures/"
MEASURE = f"{MEASURES}<id:pk>/"
NATIONAL = "returns/<slug:period>/national-figures/"

urlpatterns = [
    *register_urls_within(f"{PLAN}measures/", "measures", lists.measures, ends=True, removes=True),
    *register_urls_within(
        f"{PLAN}year-targets/", "year-targets", lists.year_targets, removes=True
    ),
    *register_urls_within(
        f"{PLAN}planned-values/", "planned-values", lists.planned_values, removes=True
    ),
    path(f"{PLAN}trajectories/", trajectories.TrajectoriesView.as_view(), name="trajectories"),
    path(
        f"{PLAN}trajectories/<id:pk>/<slug:year>/",
        trajectories.TrajectoryView.as_view(),
        name="trajectory",
    ),
    path(f"{PLAN}appendix-1/", trajectories.AppendixView.as_view(), name="appendix-measures"),
    path(MEASURES, measure_grid.ReturnMeasuresView.as_view(), name="return-measures"),
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
