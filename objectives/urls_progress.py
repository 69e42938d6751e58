"""Where progress on a set answers."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - "id" is registered there
from objectives.views import progress as views

OFFICE = "office/<slug:slug>/progress/"
MILESTONE = f"{OFFICE}milestones/<id:pk>/"
MEASURE = f"{OFFICE}measures/<id:pk>/"

urlpatterns = [
    path(OFFICE, views.ProgressView.as_view(), name="progress"),
    path(f"{OFFICE}history/", views.ProgressHistoryView.as_view(), name="progress-history"),
    path(MILESTONE, views.MilestoneProgressView.as_view(), name="milestone-progress"),
    path(
        f"{MILESTONE}agreed-day/",
        views.MilestoneRebaselineView.as_view(),
        name="milestone-rebaseline",
    ),
    path(
        f"{MILESTONE}<str:day>/", views.MilestoneProgressView.as_view(), name="occurrence-progress"
    ),
    path(
        f"{MILESTONE}<str:day>/agreed-day/",
        views.MilestoneRebaselineView.as_view(),
        name="occurrence-rebaseline",
    ),
    path(MEASURE, views.MeasureProgressView.as_view(), name="measure-progress"),
    path(f"{MEASURE}source/", views.MeasureSourceView.as_view(), name="measure-source"),
    path(f"{MEASURE}baseline/", views.MeasureRebaselineView.as_view(), name="measure-rebaseline"),
]
