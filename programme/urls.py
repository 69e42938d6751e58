"""Addresses of the programme."""

from django.urls import path

import csplan.core.converters  # noqa: F401 - registers "id"
from csplan.registers.urls import register_urls
from programme import (
    urls_engagement,
    urls_measures,
    urls_meetings,
    urls_plans,
    urls_questions,
    urls_sight,
    urls_work,
)
from programme.registers import delivery as registers_delivery
from programme.views import (
    corrections,
    dates,
    delivery,
    handover,
    oversight,
    periods,
    returns,
    sheets,
    signatures,
    transitions,
    unchanged,
    updates,
)

app_name = "programme"


QUARTER = "quarters/<slug:period>"
RETURN = "returns/<slug:period>/<slug:locality>"

urlpatterns = [
    *urls_measures.urlpatterns,
    *urls_plans.urlpatterns,
    *urls_work.urlpatterns,
    *urls_sight.urlpatterns,
    path("returns/", periods.PeriodListView.as_view(), name="period-list"),
    path(f"{QUARTER}/open/", periods.PeriodOpenView.as_view(), name="period-open"),
    path(f"{QUARTER}/close/", periods.PeriodCloseView.as_view(), name="period-close"),
    path(f"{QUARTER}/dates/", dates.PeriodDatesView.as_view(), name="period-dates"),
    path(f"{QUARTER}/dates/follow/", dates.PeriodFollowView.as_view(), name="period-follow"),
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
    path(f"{RETURN}/sign-off/", signatures.ReturnSignOffView.as_view(), name="return-sign-off"),
    path(
        f"{RETURN}/send-back/", transitions.ReturnSendBackView.as_view(), name="return-send-back"
    ),
    path(f"{RETURN}/accept/", signatures.ReturnAcceptView.as_view(), name="return-accept"),
    path(f"{RETURN}/extend/", transitions.ReturnExtendView.as_view(), name="return-extend"),
    path(f"{RETURN}/unchanged/", unchanged.ReturnUnchangedView.as_view(), name="return-unchanged"),
    path(f"{RETURN}/correct/", corrections.ReturnCorrectView.as_view(), name="return-correct"),
    path(f"{RETURN}/history/", returns.ReturnHistoryView.as_view(), name="return-history"),
    path(f"{RETURN}/spreadsheet/", sheets.ReturnSheetView.as_view(), name="return-spreadsheet"),
    path(
        f"{RETURN}/spreadsheet/return.<str:kind>",
        sheets.ReturnSheetFileView.as_view(),
        name="return-spreadsheet-file",
    ),
    path(
        f"{RETURN}/spreadsheet/<id:upload>/",
        sheets.ReturnSheetPreviewView.as_view(),
        name="return-spreadsheet-preview",
    ),
]

urlpatterns += [
    path(f"{QUARTER}/nudge/", oversight.NudgeLatePage.as_view(), name="period-nudge"),
    path(f"{RETURN}/nudge/", oversight.NudgePage.as_view(), name="return-nudge"),
    path(
        f"{QUARTER}/ratings/",
        oversight.ModerationQueuePage.as_view(),
        name="moderation-queue",
    ),
    path(
        f"{RETURN}/milestones/<id:pk>/moderate/",
        oversight.ModerationPage.as_view(),
        name="rating-moderate",
    ),
    path(
        f"{QUARTER}/commentary/",
        oversight.CommentaryListPage.as_view(),
        name="commentary-list",
    ),
    path(
        f"{QUARTER}/commentary/<id:pk>/",
        oversight.CommentaryPage.as_view(),
        name="commentary-update",
    ),
    path(
        f"{QUARTER}/corrections/",
        oversight.CorrectionListPage.as_view(),
        name="correction-list",
    ),
]

DELIVERY = "delivery"
RECORD = "<id:pk>"

urlpatterns += [
    path("handover/<slug:slug>/", handover.HandoverPage.as_view(), name="handover"),
    path(f"{DELIVERY}/", delivery.DeliveryHome.as_view(), name="delivery"),
    path(
        f"{DELIVERY}/localities/<slug:slug>/",
        delivery.LocalityDelivery.as_view(),
        name="delivery-locality",
    ),
    path(
        f"{DELIVERY}/measures/<id:pk>/<slug:period>/<slug:locality>/",
        delivery.MeasureRecordsView.as_view(),
        name="measure-records",
    ),
    path(
        f"{RETURN}/measures/<id:pk>/from-the-record/",
        delivery.UseRecordView.as_view(),
        name="measure-from-record",
    ),
    path(
        f"{DELIVERY}/savings/statement/",
        delivery.SavingsStatementView.as_view(),
        name="savings-statement",
    ),
    path(
        f"{DELIVERY}/savings/{RECORD}/validate/",
        delivery.ValidateSavingView.as_view(),
        name="saving-validate",
    ),
    path(
        f"{DELIVERY}/savings/{RECORD}/refuse/",
        delivery.RefuseSavingView.as_view(),
        name="saving-refuse",
    ),
    path(
        f"{DELIVERY}/visits/interval/",
        delivery.VisitIntervalView.as_view(),
        name="visit-interval",
    ),
    path(
        f"{DELIVERY}/visits/{RECORD}/accept/",
        delivery.AcceptVisitView.as_view(),
        name="visit-accept",
    ),
    path(
        f"{DELIVERY}/visits/{RECORD}/complete/",
        delivery.CompleteVisitView.as_view(),
        name="visit-complete",
    ),
    path(
        f"{DELIVERY}/visits/{RECORD}/decline/",
        delivery.DeclineVisitView.as_view(),
        name="visit-decline",
    ),
    path(
        f"{DELIVERY}/<slug:kind>/{RECORD}/withdraw/",
        delivery.WithdrawView.as_view(),
        name="delivery-withdraw",
    ),
    *(
        address
        for word, register in registers_delivery.LOGS.items()
        for address in register_urls(register, f"{DELIVERY}/{word}/")
    ),
    *register_urls(registers_delivery.EVENT_TYPES, f"{DELIVERY}/event-types/"),
    *register_urls(registers_delivery.DERIVED_MEASURES, f"{DELIVERY}/derived-measures/"),
    *register_urls(registers_delivery.VISIT_STANDARDS, f"{DELIVERY}/visit-standards/"),
]

urlpatterns += urls_engagement.urlpatterns
urlpatterns += urls_questions.urlpatterns
urlpatterns += urls_meetings.urlpatterns
