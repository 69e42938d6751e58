"""Addresses of risks, stakeholders, communications and impact."""

from django.urls import URLPattern, path

import csplan.core.converters  # noqa: F401 - registers "id"
from csplan.registers.urls import register_urls, register_urls_within
from programme.registers import engagement as lists
from programme.views import engagement, risks

RISK = "risks/<id:pk>"
PLAN = "plans/<slug:plan>"
COMMUNICATION = f"{PLAN}/communications/<id:pk>"
IMPACT = f"{PLAN}/impact"


def _risk_urls() -> list[URLPattern]:
    """The list's own pages, but for the record, which tells a risk's whole story."""
    record = path(
        f"{RISK}/",
        risks.RiskPage.as_view(make_register=risks.list_of_today),
        name="risks-record",
    )
    pages = register_urls_within("risks/", "risks", risks.list_of_today)
    return [record if page.name == "risks-record" else page for page in pages]


urlpatterns = [
    path("risks/matrix/", risks.RiskMatrixView.as_view(), name="risk-matrix"),
    *_risk_urls(),
    path(f"{RISK}/reassess/", risks.ReassessRiskView.as_view(), name="risk-reassess"),
    path(f"{RISK}/escalate/", risks.EscalateRiskView.as_view(), name="risk-escalate"),
    path(f"{RISK}/stand-down/", risks.StandDownRiskView.as_view(), name="risk-stand-down"),
    path(f"{RISK}/close/", risks.CloseRiskView.as_view(), name="risk-close"),
    *register_urls(lists.CHANNELS),
    path(
        f"{PLAN}/stakeholders/grid/",
        engagement.StakeholderGridView.as_view(),
        name="stakeholder-grid",
    ),
    *register_urls_within(
        f"{PLAN}/stakeholders/", "stakeholders", lists.stakeholders_of, ends=True
    ),
    *register_urls_within(
        f"{PLAN}/communications/", "communications", engagement.communications_of_today
    ),
    path(
        f"{COMMUNICATION}/done/",
        engagement.CommunicationDoneView.as_view(),
        name="communication-done",
    ),
    path(
        f"{COMMUNICATION}/cancel/",
        engagement.CommunicationCancelView.as_view(),
        name="communication-cancel",
    ),
    path(f"{IMPACT}/read/", engagement.ImpactReportView.as_view(), name="impact-report"),
    *register_urls_within(f"{IMPACT}/", "impact", lists.impact_of, ends=True),
    path(
        f"{IMPACT}/<id:pk>/evidence/",
        engagement.EvidenceView.as_view(),
        name="impact-evidence",
    ),
    path(f"{IMPACT}/<id:pk>/judge/", engagement.JudgeView.as_view(), name="impact-judge"),
]
