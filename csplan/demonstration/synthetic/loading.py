"""Loads as many years and localities as asked for, ending with the demonstration's year."""

from dataclasses import dataclass

from django.db import transaction

from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear
from csplan.demonstration.synthetic.deeds import Deeds, make_frame
from csplan.demonstration.synthetic.organisation import make_organisation
from csplan.demonstration.synthetic.people import SyntheticPeople, make_people
from csplan.demonstration.synthetic.plan import (
    make_localities,
    make_measures,
    make_plan,
    make_planned_values,
    make_work,
)
from csplan.demonstration.synthetic.returns import Work, make_period, make_returns
from localities.models import Locality
from programme.models import BusinessPlan, QuarterlyReturn

LAST_YEAR = FinancialYear(2013)
QUARTERS_IN_A_YEAR = 4
FEWEST_QUARTERS = 2
EVENTS_EACH = 10
"""Milestones for each event of a quarter."""


@dataclass(frozen=True)
class SyntheticSize:
    """How much to make. Milestones are for each locality and year; measures are for each year.

    ``quarters`` of the last year have returns: the last of them unfinished in one locality,
    the one before it complete.
    """

    localities: int = 8
    years: int = 1
    milestones: int = 30
    measures: int = 8
    quarters: int = 3

    def __post_init__(self) -> None:
        if min(self.localities, self.years, self.milestones, self.measures) < 1:
            raise ValueError("Every number must be 1 or more")
        if not FEWEST_QUARTERS <= self.quarters <= QUARTERS_IN_A_YEAR:
            raise ValueError("The last year has 2, 3 or 4 quarters with returns")


@dataclass(frozen=True)
class SyntheticData:
    """What a benchmark needs to begin: the last year's plan, two quarters, and who acts.

    ``open_return`` is the first new locality's in ``period``, half filled in; every other
    return is accepted, so that ``complete_period`` is ready for a pack.
    """

    plan: BusinessPlan
    period: ReportingPeriod
    complete_period: ReportingPeriod
    locality: Locality
    open_return: QuarterlyReturn
    complete_return: QuarterlyReturn
    people: SyntheticPeople
    return_count: int


def load_synthetic(
    *,
    localities: int = 8,
    years: int = 1,
    milestones: int = 30,
    measures: int = 8,
    quarters: int = 3,
) -> SyntheticData:
    """Make new localities with their returns; loading again adds more of them.

    The numbers are those of ``SyntheticSize``; raises ValueError when one makes no sense.
    """
    return load_size(SyntheticSize(localities, years, milestones, measures, quarters))


@transaction.atomic
def load_size(size: SyntheticSize) -> SyntheticData:
    """As ``load_synthetic``."""
    localities = make_localities(size.localities)
    years = [FinancialYear(LAST_YEAR.start_year - back) for back in reversed(range(size.years))]
    people = make_people(localities[0], since=years[0])
    for year in years[:-1]:
        _load_year(year, localities, people, size, quarters=QUARTERS_IN_A_YEAR, unfinished=None)
    periods = _load_year(
        LAST_YEAR, localities, people, size, quarters=size.quarters, unfinished=localities[0]
    )
    _load_deeds(localities, periods, people, size)
    return _summary(localities, periods, people)


def _load_deeds(
    localities: list[Locality],
    periods: list[ReportingPeriod],
    people: SyntheticPeople,
    size: SyntheticSize,
) -> None:
    """The organisation's lists, and what was done in each quarter of the last year."""
    departments = make_organisation(localities, LAST_YEAR)
    outcome = make_plan(LAST_YEAR).outcomes.select_related("plan").order_by("order")[0]
    event_type = make_frame(outcome, make_measures(outcome.plan, measures=1)[0])
    deeds = Deeds(event_type, outcome, departments, (people.coordinator, people.national_team))
    for period in periods:
        deeds.make(period.quarter, localities, events=max(1, size.milestones // EVENTS_EACH))


def _load_year(
    year: FinancialYear,
    localities: list[Locality],
    people: SyntheticPeople,
    size: SyntheticSize,
    *,
    quarters: int,
    unfinished: Locality | None,
) -> list[ReportingPeriod]:
    """Everything of one year; ``unfinished`` has not finished its last return."""
    plan = make_plan(year)
    milestones = make_work(plan, localities, milestones=size.milestones)
    measures = make_measures(plan, measures=size.measures)
    periods = [make_period(quarter) for quarter in year.quarters]
    make_planned_values(measures, localities, periods)
    work = Work(localities, milestones, measures)
    reported = periods[:quarters]
    for period in reported:
        is_last = period == reported[-1]
        make_returns(period, work, people, unfinished=unfinished if is_last else None)
    return reported


def _summary(
    localities: list[Locality], periods: list[ReportingPeriod], people: SyntheticPeople
) -> SyntheticData:
    *_, complete_period, period = periods
    returns = QuarterlyReturn.objects.select_related("locality__cluster", "period")
    return SyntheticData(
        plan=make_plan(LAST_YEAR),
        period=period,
        complete_period=complete_period,
        locality=localities[0],
        open_return=returns.get(period=period, locality=localities[0]),
        complete_return=returns.get(period=complete_period, locality=localities[0]),
        people=people,
        return_count=returns.filter(locality__in=localities).count(),
    )
