"""Illustrative risks, stakeholders, communications and questions of impact.

Risks are raised, judged, escalated and closed through the services, each by the right person at
its own moment. What a plan has any of already is left as it is.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Protocol

from csplan.accounts.actors import Actor
from csplan.core.periods import LONDON
from csplan.demonstration.files import Record, read
from localities.models import Locality
from programme.models import (
    BusinessPlan,
    Communication,
    CommunicationChannel,
    ImpactQuestion,
    PlanOutcome,
    Risk,
    Stakeholder,
)
from programme.services.engagement import judge_impact
from programme.services.risks import (
    close_risk,
    escalate_risk,
    raise_risk,
    reassess_risk,
)

TEN_O_CLOCK = dt.time(10)
JUDGE = "national-coordinator"

Cast = Mapping[str, Actor]


class Deed(Protocol):
    def __call__(self, *, at: dt.datetime) -> None: ...


Timed = tuple[dt.datetime, Deed]


def load_engagement(plan: BusinessPlan) -> None:
    """The channels, the plan's stakeholders and communications, and what is asked of it."""
    data = read("engagement")
    if not CommunicationChannel.objects.exists():
        CommunicationChannel.objects.bulk_create(
            CommunicationChannel(name=name, order=order)
            for order, name in enumerate(data["channels"], start=1)
        )
    if not plan.stakeholders.exists():
        _load_stakeholders(plan, data["stakeholders"])
    if not plan.communications.exists():
        _load_communications(plan, data["communications"])
    if not plan.impact_questions.exists():
        _load_questions(plan, data["questions"])


def _load_stakeholders(plan: BusinessPlan, records: list[Record]) -> None:
    places = Locality.objects.in_bulk(field_name="slug")
    same = ("name", "kind", "interest", "influence", "matters", "owner")
    Stakeholder.objects.bulk_create(
        Stakeholder(
            plan=plan,
            locality=places.get(record.get("locality")),
            approach=record.get("approach", ""),
            is_illustrative=True,
            **{name: record[name] for name in same},
        )
        for record in records
    )


def _load_communications(plan: BusinessPlan, records: list[Record]) -> None:
    places = Locality.objects.in_bulk(field_name="slug")
    channels = CommunicationChannel.objects.in_bulk(field_name="name")
    known = {one.name: one for one in plan.stakeholders.all()}
    for record in records:
        made = Communication.objects.create(
            plan=plan,
            locality=places.get(record.get("locality")),
            what=record["what"],
            audience=record.get("audience", ""),
            channel=channels[record["channel"]],
            planned_on=record["planned_on"],
            done_on=record.get("done_on"),
            cancelled_reason=record.get("cancelled", ""),
            owner=record["owner"],
            is_illustrative=True,
        )
        made.stakeholders.set(known[name] for name in record.get("stakeholders", ()))


def _load_questions(plan: BusinessPlan, records: list[Record]) -> None:
    outcomes = {outcome.order: outcome for outcome in plan.outcomes.all()}
    ImpactQuestion.objects.bulk_create(
        ImpactQuestion(
            plan=plan,
            outcome=outcomes[record["outcome"]],
            year_start=plan.last_year,
            question=record["question"],
            evidence=record.get("evidence", ""),
            is_illustrative=True,
        )
        for record in records
    )


def engagement_deeds(plan: BusinessPlan, cast: Cast) -> list[Timed]:
    """What is still to be done with the plan's risks and questions, earliest first."""
    data = read("engagement")
    deeds: list[Timed] = []
    if not plan.risks.exists():
        places = Locality.objects.select_related("cluster").in_bulk(field_name="slug")
        outcomes = {each.order: each for each in PlanOutcome.objects.filter(plan=plan)}
        for record in data["risks"]:
            unsaved = _risk(plan, record, places, outcomes)
            deeds += _story(unsaved, record, cast[record["by"]])
    deeds += _judgements(plan, data["questions"], cast[JUDGE])
    return sorted(deeds, key=lambda timed: timed[0])


def _risk(
    plan: BusinessPlan,
    record: Record,
    places: Mapping[str, Locality],
    outcomes: Mapping[int, PlanOutcome],
) -> Risk:
    first = record["assessments"][0]
    same = ("title", "cause", "effect", "mitigation", "owner", "review_on")
    return Risk(
        plan=plan,
        outcome=outcomes.get(record.get("outcome", 0)),
        locality=places.get(record.get("locality", "")),
        likelihood=first["likelihood"],
        impact=first["impact"],
        score_reason=first["why"],
        is_illustrative=True,
        **{name: record[name] for name in same},
    )


def _story(unsaved: Risk, record: Record, actor: Actor) -> Iterator[Timed]:
    """Everything that happened to one risk."""
    first, *others = record["assessments"]
    yield _moment(first["on"]), partial(_raise, unsaved, actor)
    for each in others:
        judged = partial(
            reassess_risk,
            likelihood=each["likelihood"],
            impact=each["impact"],
            reason=each["why"],
            assessed_on=each["on"],
        )
        yield _moment(each["on"]), partial(_step, judged, unsaved, actor)
    if "escalated_on" in record:
        escalate = partial(escalate_risk, reason=record["escalated_because"])
        yield _moment(record["escalated_on"]), partial(_step, escalate, unsaved, actor)
    if "closed_on" in record:
        close = partial(close_risk, reason=record["closed_because"], closed_on=record["closed_on"])
        yield _moment(record["closed_on"]), partial(_step, close, unsaved, actor)


def _judgements(plan: BusinessPlan, records: list[Record], actor: Actor) -> Iterator[Timed]:
    judged = [record for record in records if "judged" in record]
    open_ones = plan.impact_questions.filter(judgement="", version=1)
    there = set(open_ones.values_list("question", flat=True)) if judged else set()
    for record in judged:
        if record["question"] in there:
            yield _moment(record["judged_on"]), partial(_judge, plan, record, actor)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, TEN_O_CLOCK, tzinfo=LONDON)


def _raise(unsaved: Risk, actor: Actor, *, at: dt.datetime) -> None:
    raise_risk(risk=unsaved, actor=actor, at=at)


def _step(step: Any, raised: Risk, actor: Actor, *, at: dt.datetime) -> None:
    """Take the step with the risk as it now stands."""
    latest = Risk.objects.select_related("locality", "plan").get(pk=raised.pk)
    step(risk=latest, version=latest.version, actor=actor, at=at)


def _judge(plan: BusinessPlan, record: Record, actor: Actor, *, at: dt.datetime) -> None:
    asked = plan.impact_questions.select_related("plan").get(question=record["question"])
    judge_impact(
        question=asked,
        judgement=record["judged"],
        judgement_reason=record["reason"],
        version=asked.version,
        actor=actor,
        at=at,
    )
