"""Addresses of what meetings of the National Steering Group consider, decide and set."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from programme.views import actions, meeting_steps, meetings

MEETING = "meetings/<id:pk>"
ITEM = "agenda/<id:pk>"
SOUGHT = "decisions/sought/<id:pk>"
ACTION = "actions/<id:pk>"

urlpatterns = [
    path("meetings/", meetings.MeetingListPage.as_view(), name="meeting-list"),
    path("decisions/", meetings.DecisionListPage.as_view(), name="decision-list"),
    path("actions/", actions.ActionListPage.as_view(), name="action-list"),
    path(f"{MEETING}/", meetings.MeetingPage.as_view(), name="meeting-detail"),
    path(f"{MEETING}/attendance/", meetings.AttendancePage.as_view(), name="meeting-attendance"),
    path(f"{MEETING}/agenda/add/", meeting_steps.AgendaAddPage.as_view(), name="agenda-add"),
    path(f"{MEETING}/seek/", meeting_steps.SeekPage.as_view(), name="decision-seek"),
    path(f"{MEETING}/decide/", meeting_steps.DecidePage.as_view(), name="decision-record"),
    path(f"{MEETING}/act/", meeting_steps.ActPage.as_view(), name="action-set"),
    path(f"{ITEM}/", meeting_steps.AgendaChangePage.as_view(), name="agenda-change"),
    path(f"{ITEM}/remove/", meeting_steps.AgendaRemovePage.as_view(), name="agenda-remove"),
    path(f"{SOUGHT}/", meeting_steps.SoughtChangePage.as_view(), name="sought-change"),
    path(
        f"{SOUGHT}/withdraw/", meeting_steps.SoughtWithdrawPage.as_view(), name="sought-withdraw"
    ),
    path("decisions/<id:pk>/", meeting_steps.DecisionChangePage.as_view(), name="decision-change"),
    path(f"{ACTION}/", actions.ActionPage.as_view(), name="action-detail"),
    path(f"{ACTION}/note/", actions.ActionNotePage.as_view(), name="action-note"),
    path(f"{ACTION}/close/", actions.ActionClosePage.as_view(), name="action-close"),
    path(f"{ACTION}/reopen/", actions.ActionReopenPage.as_view(), name="action-reopen"),
    path(f"{ACTION}/change/", actions.ActionChangePage.as_view(), name="action-change"),
]
