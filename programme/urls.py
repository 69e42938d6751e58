"""Addresses of the programme."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from programme.views import periods, plans, returns, transitions, updates

app_name = "programme"


class IdConverter(IntConverter):
    """A number that a primary key can be; a longer one would be too much for the database."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")

QUARTER = "quarters/<slug:period>"
RETURN = "returns/<slug:period>/<slug:locality>"

urlpatterns = [
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/<slug:slug>/", plans.plan_detail, name="plan-detail"),
    path("returns/", periods.PeriodListView.as_view(), name="period-list"),
    path(f"{QUARTER}/open/", periods.PeriodOpenView.as_view(), name="period-open"),
    path(f"{QUARTER}/close/", periods.PeriodCloseView.as_view(), name="period-close"),
    path("returns/<slug:period>/", periods.ReturnListView.as_view(), name="return-list"),
    path(f"{RETURN}/", returns.ReturnDetailView.as_view(), name="return-detail"),
    path(
        f"{RETURN}/milestones/<id:pk>/",
        updates.MilestoneUpdateView.as_view(),
        name="milestone-update",
    ),
    path(
        f"{RETURN}/measures/<id:pk>/", updates.MeasureUpdateView.as_view(), name="measure-update"
    ),
    path(f"{RETURN}/overview/", updates.OverviewUpdateView.as_view(), name="overview-update"),
    path(f"{RETURN}/check/", returns.ReturnCheckView.as_view(), name="return-check"),
    path(f"{RETURN}/submit/", transitions.ReturnSubmitView.as_view(), name="return-submit"),
    path(f"{RETURN}/withdraw/", transitions.ReturnWithdrawView.as_view(), name="return-withdraw"),
    path(f"{RETURN}/sign-off/", transitions.ReturnSignOffView.as_view(), name="return-sign-off"),
    path(
        f"{RETURN}/send-back/", transitions.ReturnSendBackView.as_view(), name="return-send-back"
    ),
    path(f"{RETURN}/accept/", transitions.ReturnAcceptView.as_view(), name="return-accept"),
    path(f"{RETURN}/extend/", transitions.ReturnExtendView.as_view(), name="return-extend"),
    path(f"{RETURN}/history/", returns.ReturnHistoryView.as_view(), name="return-history"),
]
