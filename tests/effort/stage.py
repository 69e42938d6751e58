"""A return of any size that was reported last quarter, and what its co-ordinator will say now."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client

from csplan.accounts.choices import Role
from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON, Quarter
from csplan.core.ratings import Rating
from localities.models import Locality
from programme.choices import Accumulation, ReturnState, Unit
from programme.models import (
    Measure,
    MeasureUpdate,
    Milestone,
    MilestoneUpdate,
    Outcome,
    QuarterlyReturn,
)
from tests.factories import (
    LocalityFactory,
    MeasureFactory,
    MilestoneFactory,
    OutcomeFactory,
    QuarterlyReturnFactory,
    ReportingPeriodFactory,
    WorkItemFactory,
    grant,
)

MILESTONES, MEASURES, CHANGED = 30, 12, 4
LAST, NOW = Quarter.parse("2013-14-q2"), Quarter.parse("2013-14-q3")
REPORTED_AT = dt.datetime(2013, 10, 10, 12, tzinfo=LONDON)
DUE_ON = dt.date(2014, 3, 31)
WORDS = "The steering group met twice and is content with how it goes."
OVERVIEW = "A steady quarter: two events ran, and the savings agreed came earlier than planned."

COUNT = {"unit": Unit.EVENTS, "accumulation": Accumulation.SUM}
LATEST = {"unit": Unit.PEOPLE, "accumulation": Accumulation.LATEST}
MONEY = {"unit": Unit.POUNDS, "accumulation": Accumulation.SUM}
YES_NO = {"unit": Unit.YES_NO, "accumulation": Accumulation.YES_NO, "target": Decimal(1)}
RATIO = {
    "unit": Unit.PERCENT,
    "accumulation": Accumulation.RATIO,
    "numerator_label": "Satisfied",
    "denominator_label": "Asked",
}
KINDS = (COUNT, LATEST, MONEY, YES_NO, RATIO, COUNT, LATEST, COUNT, MONEY, COUNT, RATIO, LATEST)
FIGURES: Mapping[str, tuple[str, ...]] = {
    Unit.EVENTS: ("12",),
    Unit.PEOPLE: ("3150",),
    Unit.POUNDS: ("12500",),
    Unit.YES_NO: ("Yes",),
    Unit.PERCENT: ("45", "60"),
}
"""What is reported of a measure of each unit, in the order of its boxes."""

FORECAST = {"Day": "31", "Month": "3", "Year": "2014"}
CHANGES: tuple[Mapping[str, Any], ...] = (
    {"rating": "Complete", "days": {"Day": "12", "Month": "12", "Year": "2013"}, "words": {
        "What shows that it is complete?": "The minutes of 12 December.",
        "What happened this quarter?": "The event ran with 60 people.",
    }},
    {"rating": "At risk", "days": FORECAST, "words": {
        "What is the risk?": "One department may not answer in time.",
        "What will bring it back on track?": "The chair will write to its head.",
        "What happened this quarter?": "Four departments of five have answered.",
    }},
    {"rating": "Complete", "days": {"Day": "3", "Month": "12", "Year": "2013"}, "words": {
        "What shows that it is complete?": "The signed agreement.",
        "What happened this quarter?": "The agreement was signed early.",
    }},
    {"rating": "On track", "days": FORECAST, "words": {
        "What happened this quarter?": "The venue is booked and paid for.",
    }},
)  # fmt: skip
AS_BEFORE: Mapping[str, Any] = {
    "rating": "On track", "days": FORECAST, "words": {"What happened this quarter?": WORDS},
}  # fmt: skip
"""What a milestone that has not changed says, for whoever has to say it again."""


@dataclass(frozen=True)
class Quarters:
    """What the returns of several localities share."""

    outcome: Outcome
    measures: tuple[Measure, ...]
    last: ReportingPeriod
    now: ReportingPeriod


@dataclass(frozen=True)
class Prepared:
    """A blank return, who fills it in, and which of its milestones have changed."""

    quarterly_return: QuarterlyReturn
    session: str
    changed: Mapping[str, Mapping[str, Any]]
    unchanged: tuple[str, ...]
    measures: Mapping[str, tuple[str, ...]]

    @property
    def path(self) -> str:
        own = self.quarterly_return
        return f"/programme/returns/{own.period.slug}/{own.locality.slug}/"

    def answers(self) -> list[tuple[Any, ...]]:
        """Everything that was reported, to compare with another return of the same size."""
        own = self.quarterly_return
        milestones = own.milestone_updates.order_by("milestone__order")
        measures = own.measure_updates.order_by("measure__order")
        told = ("rating", "forecast_on", "completed_on", "narrative", "risk", "path_to_green")
        return [
            *milestones.values_list(*told, "evidence", "version"),
            *measures.values_list("value", "numerator", "denominator", "version"),
            (QuarterlyReturn.objects.get(pk=own.pk).overview,),
        ]

    @property
    def state(self) -> str:
        return QuarterlyReturn.objects.get(pk=self.quarterly_return.pk).state


def make_quarters(measures: int = MEASURES) -> Quarters:
    outcome = OutcomeFactory.create(order=1, title="A more unified Civil Service")
    made = [
        MeasureFactory.create(
            outcome=outcome, order=number, title=f"Measure {number:03}", **_kind(number)
        )
        for number in range(1, measures + 1)
    ]
    return Quarters(
        outcome,
        tuple(made),
        ReportingPeriodFactory.create(quarter=LAST),
        ReportingPeriodFactory.create(quarter=NOW),
    )


def _kind(number: int) -> Mapping[str, Any]:
    return KINDS[(number - 1) % len(KINDS)]


def make_return(quarters: Quarters, slug: str, milestones: int = MILESTONES) -> Prepared:
    """The locality's return as the quarter opens: last quarter's is accepted, this one blank."""
    locality = LocalityFactory.create(slug=slug, name=slug.title())
    person = grant(Role.COORDINATOR, locality=locality)
    made = _milestones(quarters, locality, milestones)
    last, own = _returns(quarters, locality)
    MilestoneUpdate.objects.bulk_create(
        MilestoneUpdate(
            quarterly_return=last, milestone=milestone, rating=Rating.ON_TRACK,
            forecast_on=DUE_ON, narrative=WORDS, version=1,
            updated_by=person, updated_at=REPORTED_AT,
        )
        for milestone in made
    )  # fmt: skip
    MilestoneUpdate.objects.bulk_create(
        MilestoneUpdate(quarterly_return=own, milestone=milestone) for milestone in made
    )
    MeasureUpdate.objects.bulk_create(_figures(quarters.measures, last, own))
    titles = [milestone.title for milestone in made]
    client = Client()
    client.force_login(person)
    return Prepared(
        own,
        client.cookies["sessionid"].value,
        dict(zip(titles, CHANGES, strict=False)),
        tuple(titles[CHANGED:]),
        {measure.title: FIGURES[measure.unit] for measure in quarters.measures},
    )


def _milestones(quarters: Quarters, locality: Locality, count: int) -> list[Milestone]:
    item = WorkItemFactory.create(outcome=quarters.outcome, locality=locality)
    dated = MilestoneFactory.build(work_item=item, locality=locality)
    return Milestone.objects.bulk_create(
        Milestone(
            work_item=item, locality=locality, order=number, title=f"Milestone {number:03}",
            date_phrase="by end March 2014", date_kind=dated.date_kind,
            date_earliest=DUE_ON.replace(day=1), date_latest=DUE_ON,
            date_precision=dated.date_precision, baseline_on=DUE_ON,
        )
        for number in range(1, count + 1)
    )  # fmt: skip


def _returns(quarters: Quarters, locality: Locality) -> tuple[QuarterlyReturn, QuarterlyReturn]:
    signed = {
        f"{verb}_{what}": grant(Role.NATIONAL_TEAM) if what == "by" else REPORTED_AT
        for verb in ("submitted", "signed_off", "accepted")
        for what in ("by", "at")
    }
    last = QuarterlyReturnFactory.create(
        period=quarters.last, locality=locality, state=ReturnState.ACCEPTED, **signed
    )
    return last, QuarterlyReturnFactory.create(period=quarters.now, locality=locality)


def _figures(
    measures: Iterable[Measure], last: QuarterlyReturn, own: QuarterlyReturn
) -> Iterable[MeasureUpdate]:
    for measure in measures:
        yield MeasureUpdate(quarterly_return=own, measure=measure)
        yield MeasureUpdate(quarterly_return=last, measure=measure, value=Decimal(1), version=1)
