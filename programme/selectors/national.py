"""The quarters, and how far every locality has got with one of them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q

from csplan.accounts.actors import Actor
from csplan.core.models import ReportingPeriod
from programme.choices import RETURN_STATE_COLOURS, ReturnState
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.permissions.returns import can_see_progress_of_returns
from programme.querysets import QuarterlyReturnQuerySet
from programme.rules.oversight import came_late
from programme.selectors.answers import Progress
from programme.selectors.derived import FOLLOWS_THE_RECORD
from programme.selectors.reported import reported_at

MISSING_FIRST = tuple(ReturnState)
LATENESS_COLOURS = {"Missing": "red", "Overdue": "red", "Submitted late": "orange"}


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A quarter in the list of quarters; ``counts`` are of returns the reader may know of."""

    period: ReportingPeriod
    state: str
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def colour(self) -> str:
        return "blue" if self.state == "Open" else "grey"

    @property
    def counts_by_state(self) -> list[tuple[str, int]]:
        """The state's word and how many, in the order a return goes through them."""
        return [(s.label, self.counts[s]) for s in ReturnState if self.counts.get(s)]


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """How far one locality has got.

    ``due_at`` is when this revision is due, ``quarter_due_at`` when all returns were.
    ``reported_at`` is when the locality first reported, whatever it was asked for since.
    """

    locality: str
    locality_slug: str
    state: str
    state_label: str
    answered: int
    total: int
    lateness: str
    due_at: dt.datetime
    quarter_due_at: dt.datetime
    reported_at: dt.datetime | None
    submitted_at: dt.datetime | None
    submitted_by: str
    signed_off_at: dt.datetime | None
    signed_off_by: str
    accepted_at: dt.datetime | None
    accepted_by: str
    return_id: int
    locality_id: int
    cluster_id: int
    milestones: Progress
    measures: Progress
    has_overview: bool
    closes_at: dt.datetime
    is_extended: bool

    @property
    def colour(self) -> str:
        return RETURN_STATE_COLOURS[self.state]

    @property
    def lateness_colour(self) -> str:
        return LATENESS_COLOURS.get(self.lateness, "")

    @property
    def severity(self) -> tuple[int, int]:
        """What needs chasing first: late and far behind before what is done."""
        return MISSING_FIRST.index(ReturnState(self.state)), self.answered - self.total


def period_state(period: ReportingPeriod, *, has_returns: bool, at: dt.datetime) -> str:
    """ "Scheduled" until it is opened, then "Open", then "Closed"."""
    if period.is_closed_at(at):
        return "Closed"
    return "Open" if has_returns and period.has_opened_at(at) else "Scheduled"


def period_lines(
    periods: Iterable[ReportingPeriod], *, actor: Actor, at: dt.datetime
) -> list[PeriodLine]:
    """The quarters given with their returns counted. Two queries."""
    periods = list(periods)
    opened = set(
        QuarterlyReturn.objects.filter(period__in=periods).values_list("period_id", flat=True)
    )
    counts = _counts_by_period(periods, actor)
    return [
        PeriodLine(
            period=period,
            state=period_state(period, has_returns=period.pk in opened, at=at),
            counts=counts.get(period.pk, {}),
        )
        for period in periods
    ]


def return_lines(period: ReportingPeriod, *, actor: Actor, at: dt.datetime) -> list[ReturnLine]:
    """Each locality's latest return of the quarter, what needs chasing first. Four queries."""
    returns = list(
        _listed(actor)
        .for_period(period)
        .latest_revisions()
        .select_related("locality", "submitted_by", "signed_off_by", "accepted_by")
        .order_by("locality__cluster__order", "locality__order")
    )
    for each in returns:
        each.period = period
    return sorted(lines_of(returns, at=at), key=lambda line: line.severity)


def return_line(quarterly_return: QuarterlyReturn, *, at: dt.datetime) -> ReturnLine:
    """How far one return has got. Three queries with its locality and period loaded."""
    (line,) = lines_of([quarterly_return], at=at)
    return line


def lines_of(returns: list[QuarterlyReturn], *, at: dt.datetime) -> list[ReturnLine]:
    """How far each of the returns has got, in their order; of any quarters. Three queries."""
    reported = reported_at(returns)
    milestones = _answered(MilestoneUpdate, returns)
    measures = _answered(MeasureUpdate, returns)
    return [
        _line(
            one, milestones.get(one.pk, (0, 0)), measures.get(one.pk, (0, 0)), reported[one.pk], at
        )
        for one in returns
    ]


def _listed(actor: Actor) -> QuarterlyReturnQuerySet:
    """The returns whose progress, though not always words, ``actor`` may know of."""
    if can_see_progress_of_returns(actor):
        return QuarterlyReturn.objects.all()
    return QuarterlyReturn.objects.visible_to(actor)


def _counts_by_period(
    periods: list[ReportingPeriod], actor: Actor
) -> Mapping[int, Mapping[str, int]]:
    states = _listed(actor).filter(period__in=periods).latest_revisions().order_by()
    counts: dict[int, Counter[str]] = {}
    for period_id, state, count in states.values_list("period_id", "state").annotate(Count("pk")):
        counts.setdefault(period_id, Counter())[state] += count
    return counts


def _answered(
    model: type[MilestoneUpdate] | type[MeasureUpdate], returns: list[QuarterlyReturn]
) -> Mapping[int, tuple[int, int]]:
    """How many were answered, of how many, for each return."""
    done = Q(version__gt=0) | FOLLOWS_THE_RECORD if model is MeasureUpdate else Q(version__gt=0)
    rows = (
        model.objects.filter(quarterly_return__in=returns)
        .order_by()
        .values("quarterly_return_id")
        .annotate(answered=Count("pk", filter=done), asked=Count("pk"))
        .values_list("quarterly_return_id", "answered", "asked")
    )
    return {return_id: (answered, total) for return_id, answered, total in rows}


def _line(
    quarterly_return: QuarterlyReturn,
    milestones: tuple[int, int],
    measures: tuple[int, int],
    reported: dt.datetime | None,
    at: dt.datetime,
) -> ReturnLine:
    return ReturnLine(
        locality=quarterly_return.locality.name,
        locality_slug=quarterly_return.locality.slug,
        state=quarterly_return.state,
        state_label=quarterly_return.get_state_display(),
        answered=milestones[0] + measures[0] + bool(quarterly_return.overview),
        total=milestones[1] + measures[1] + 1,
        lateness=lateness(quarterly_return, reported, at=at),
        due_at=quarterly_return.due_at,
        quarter_due_at=quarterly_return.period.due_at,
        reported_at=reported,
        submitted_at=quarterly_return.submitted_at,
        submitted_by=str(quarterly_return.submitted_by or ""),
        signed_off_at=quarterly_return.signed_off_at,
        signed_off_by=str(quarterly_return.signed_off_by or ""),
        accepted_at=quarterly_return.accepted_at,
        accepted_by=str(quarterly_return.accepted_by or ""),
        return_id=quarterly_return.pk,
        locality_id=quarterly_return.locality_id,
        cluster_id=quarterly_return.locality.cluster_id,
        milestones=Progress(*milestones),
        measures=Progress(*measures),
        has_overview=bool(quarterly_return.overview),
        closes_at=quarterly_return.closes_at,
        is_extended=quarterly_return.is_extended,
    )


def lateness(
    quarterly_return: QuarterlyReturn, reported: dt.datetime | None, *, at: dt.datetime
) -> str:
    """ "", "Overdue", "Submitted late" or "Missing": never ``reported``, and closed.

    What a locality has to submit again, or to correct, is overdue when its time is past.
    """
    if quarterly_return.submitted_at is not None:
        return "Submitted late" if came_late(reported, quarterly_return.period.due_at) else ""
    if at >= quarterly_return.closes_at and reported is None:
        return "Missing"
    return "Overdue" if at > quarterly_return.due_at else ""
