"""What each page about risks, stakeholders, communications and impact is asked about."""

from collections.abc import Mapping
from typing import Any

from csplan.accounts.selectors import actor_for
from programme.choices import PlanState
from programme.models import BusinessPlan, Risk
from programme.services.risks import close_risk, escalate_risk
from tests.conftest import NOW, Cast
from tests.factories import OutcomeFactory
from tests.programme.engagement import things

RISK_STEPS = ("risk-reassess", "risk-escalate", "risk-stand-down", "risk-close")
COMMUNICATION_STEPS = ("communication-done", "communication-cancel")
IMPACT_STEPS = ("impact-evidence", "impact-judge")
OF_A_PLAN = ("stakeholder-grid", "impact-report")
ROUTES = ("risk-matrix", *OF_A_PLAN, *RISK_STEPS, *COMMUNICATION_STEPS, *IMPACT_STEPS)

TODAY = {"-day": "10", "-month": "1", "-year": "2014"}
FORMS: Mapping[str, Mapping[str, str]] = {
    "risk-reassess": {"likelihood": "2", "impact": "2", "reason": "It is less likely."}
    | {f"assessed_on{part}": text for part, text in TODAY.items()},
    "risk-escalate": {"reason": "It needs a decision."},
    "risk-stand-down": {"reason": "It was decided."},
    "risk-close": {"reason": "It passed."}
    | {f"closed_on{part}": text for part, text in TODAY.items()},
    "communication-done": {f"done_on{part}": text for part, text in TODAY.items()},
    "communication-cancel": {"reason": "The hall was flooded."},
    "impact-evidence": {"evidence": "Nine events were held together."},
    "impact-judge": {"judgement": "partly", "judgement_reason": "Half of them."},
}


def address_and_form(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """The rest of the address of ``programme:<route>``, and its form filled in.

    ``step`` says whose it is ("own", "whole") or how far the plan is; ``twist`` how far it is.
    """
    outcome = OutcomeFactory.create(order=1)
    plan = outcome.plan
    if step == "draft":
        BusinessPlan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    address, version = _about(route, cast, plan, outcome, step, twist)
    return address, _filled(route, version, twist)


def _filled(route: str, version: int | None, twist: str) -> Mapping[str, str]:
    if route not in FORMS:
        return {}
    seen = {} if version is None else {"version": str(99 if twist == "stale" else version)}
    return seen if twist == "nothing filled in" else {**seen, **FORMS[route]}


def _about(
    route: str, cast: Cast, plan: BusinessPlan, outcome: Any, step: str, twist: str
) -> tuple[tuple[object, ...], int | None]:
    locality = cast.own if step == "own" else None
    if route in RISK_STEPS:
        risk = _risk(route, cast, plan, locality, twist)
        return (risk.pk,), risk.version
    if route in COMMUNICATION_STEPS:
        done_on = NOW.date() if twist == "done" else None
        made = things.communication(plan, locality=locality, done_on=done_on)
        return (plan.slug, made.pk), None
    if route in IMPACT_STEPS:
        ends_on = NOW.date() if twist == "ended" else None
        return (plan.slug, things.question(outcome, ends_on=ends_on).pk), 1
    return ((plan.slug,) if route in OF_A_PLAN else ()), None


def _risk(route: str, cast: Cast, plan: BusinessPlan, locality: Any, twist: str) -> Risk:
    team = actor_for(cast.national_team, on=NOW.date())
    risk = things.risk(plan, cast.national_team, locality=locality)
    if route == "risk-stand-down":
        escalate_risk(risk=risk, reason="Money.", version=1, actor=team, at=NOW)
        risk.refresh_from_db()
    if twist == "closed":
        close_risk(
            risk=risk, reason="It passed.", closed_on=NOW.date(), version=risk.version,
            actor=team, at=NOW,
        )  # fmt: skip
        risk.refresh_from_db()
    return risk
