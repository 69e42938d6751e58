"""The national view of a quarter: who is where, who owes what, what was put right."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User
from csplan.core.models import ReportingPeriod
from csplan.core.periods import london_day
from programme.choices import ReturnAction
from programme.models import (
    Nudge,
    QuarterlyReturn,
    Restatement,
    ReturnAuthor,
    ReturnTransition,
)
from programme.rules.measures import figure_words
from programme.rules.oversight import (
    CAN_BE_REMINDED_OF,
    Step,
    is_late,
    next_step,
    reported_words,
)
from programme.rules.returns import deadline_words
from programme.selectors.national import ReturnLine

OWING_ROLES: Mapping[Step, tuple[Role, ...]] = {
    Step.REPORT: (Role.COORDINATOR, Role.ASSISTANT),
    Step.SUBMIT: (Role.COORDINATOR,),
    Step.SIGN_OFF: (Role.SRO,),
}
"""Whom a step waits for; the first role that anybody holds there."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """One locality's row of the completeness grid."""

    line: ReturnLine
    step: Step
    timing: str
    is_late: bool
    owed_by: tuple[User, ...]
    nudge: Nudge | None
    was_nudged_today: bool
    has_nudge_failed: bool

    @property
    def can_be_nudged(self) -> bool:
        return self.step in CAN_BE_REMINDED_OF and bool(self.owed_by) and not self.was_nudged_today

    @property
    def is_orphaned(self) -> bool:
        """Whether somebody owes the step and nobody is there to."""
        return self.step in CAN_BE_REMINDED_OF and not self.owed_by

    @property
    def names(self) -> str:
        return ", ".join(user.full_name for user in self.owed_by)


def step_of(line: ReturnLine, *, at: dt.datetime) -> Step:
    return next_step(
        line.state, is_complete=line.answered == line.total, is_closed=at >= line.closes_at
    )


def grid_lines(lines: Sequence[ReturnLine], *, at: dt.datetime) -> list[GridLine]:
    """The rows of these lines, which are a page's. Three queries."""
    today = london_day(at)
    steps = {line.return_id: step_of(line, at=at) for line in lines}
    owing = people_owing(lines, steps, on=today)
    nudges = _last_nudges(steps)
    return [_grid_line(line, steps[line.return_id], owing, nudges, at=at) for line in lines]


def _grid_line(
    line: ReturnLine,
    step: Step,
    owing: Mapping[int, tuple[User, ...]],
    nudges: Mapping[int, Nudge],
    *,
    at: dt.datetime,
) -> GridLine:
    today = london_day(at)
    nudge = nudges.get(line.return_id)
    has_failed = nudge is not None and nudge.has_failed_at(at)
    return GridLine(
        line=line,
        step=step,
        timing=_timing(line, today),
        is_late=is_late(step, due_at=line.due_at, at=at),
        owed_by=owing.get(line.return_id, ()),
        nudge=nudge,
        was_nudged_today=nudge is not None and nudge.on == today and not has_failed,
        has_nudge_failed=has_failed,
    )


def _timing(line: ReturnLine, today: dt.date) -> str:
    """When it came, or how long there is for it."""
    if line.submitted_at is None or line.reported_at is None:
        return deadline_words(london_day(line.due_at), today)
    return reported_words(line.reported_at, line.quarter_due_at)


def late_lines(lines: Iterable[ReturnLine], *, at: dt.datetime) -> list[ReturnLine]:
    """Those whose day has passed while somebody in the locality owes a step."""
    return [line for line in lines if is_late(step_of(line, at=at), due_at=line.due_at, at=at)]


def people_owing(
    lines: Iterable[ReturnLine], steps: Mapping[int, Step], *, on: dt.date
) -> dict[int, tuple[User, ...]]:
    """Who owes each return's next step on a day, by the return's key. Two queries.

    Never the SRO who wrote in the return: somebody else must sign it.
    """
    lines = list(lines)
    holders = _holders(lines, on=on)
    authors = _authors(line.return_id for line in lines if steps[line.return_id] == Step.SIGN_OFF)
    return {
        line.return_id: _owing(line, steps[line.return_id], holders, authors) for line in lines
    }


Holders = Mapping[tuple[str, int], list[User]]
"""Who holds a role in a locality, or in a cluster."""


def _owing(
    line: ReturnLine, step: Step, holders: Holders, authors: Collection[tuple[int, int]]
) -> tuple[User, ...]:
    for role in OWING_ROLES.get(step, ()):
        scope = line.cluster_id if role == Role.ASSISTANT else line.locality_id
        found = holders.get((role, scope), [])
        able = tuple(user for user in found if (line.return_id, user.pk) not in authors)
        if able:
            return able
    return ()


def _holders(lines: Sequence[ReturnLine], *, on: dt.date) -> Holders:
    scopes = Q(
        role__in=(Role.COORDINATOR, Role.SRO), locality__in={line.locality_id for line in lines}
    ) | Q(role=Role.ASSISTANT, cluster__in={line.cluster_id for line in lines})
    grants = RoleGrant.objects.in_force_on(on).filter(scopes, user__is_active=True)
    found: dict[tuple[str, int], list[User]] = {}
    for grant in grants.select_related("user").order_by("pk"):
        scope = grant.cluster_id if grant.role == Role.ASSISTANT else grant.locality_id
        if scope is not None:
            found.setdefault((grant.role, scope), []).append(grant.user)
    return found


def _authors(returns: Iterable[int]) -> frozenset[tuple[int, int]]:
    written = ReturnAuthor.objects.filter(quarterly_return__in=list(returns))
    return frozenset(written.values_list("quarterly_return_id", "user_id"))


def _last_nudges(returns: Iterable[int]) -> Mapping[int, Nudge]:
    nudges = Nudge.objects.filter(quarterly_return__in=list(returns)).select_related("by")
    return {nudge.quarterly_return_id: nudge for nudge in nudges.order_by("on")}


def corrections(period: ReportingPeriod) -> QuerySet[QuarterlyReturn, QuarterlyReturn]:
    """The quarter's returns that put right what was published, in the plan's order.

    Each has its opening, with who opened it and why, in ``opening``. Two queries.
    """
    opened = ReturnTransition.objects.filter(action=ReturnAction.CORRECT).select_related("by")
    returns = QuarterlyReturn.objects.for_period(period).filter(revision__gt=1)
    return (
        returns.select_related("locality")
        .prefetch_related(Prefetch("transitions", opened, to_attr="opening"))
        .order_by("locality__cluster__order", "locality__order", "revision")
    )


@dataclass(frozen=True, slots=True)
class RestatedFigure:
    """A figure put right, beside what it was."""

    measure: str
    place: str
    quarter: str
    figure: str
    previous: str
    reason: str
    by: str
    at: dt.datetime
    restated_in: str


def restatements(period: ReportingPeriod) -> QuerySet[Restatement, Restatement]:
    """Figures of this quarter put right since, and earlier ones put right in it; latest first.

    Page it before reading; see ``restated``.
    """
    of_this = Q(update__quarterly_return__period=period) | Q(national_figure__period=period)
    rows = Restatement.objects.filter(of_this | Q(restated_in__period=period))
    return rows.select_related(
        "update__measure",
        "update__quarterly_return__period",
        "update__quarterly_return__locality",
        "national_figure__measure",
        "national_figure__period",
        "restated_in__period",
        "restated_in__locality",
        "by",
    ).order_by("-pk")


def restated(row: Restatement) -> RestatedFigure:
    """The row in words."""
    if row.update is not None:
        measure = row.update.measure
        place, period = (
            row.update.quarterly_return.locality.name,
            row.update.quarterly_return.period,
        )
    else:
        figure = row.national_figure
        if figure is None:
            raise ValueError(f"Restatement {row.pk} is of no figure")
        measure, place, period = figure.measure, "National", figure.period
    before = row.previous_value
    return RestatedFigure(
        measure=measure.title,
        place=place,
        quarter=period.quarter.short_label,
        figure=figure_words(row.value, measure.unit),
        previous="" if before is None else figure_words(before, measure.unit),
        reason=row.reason,
        by=str(row.by),
        at=row.at,
        restated_in=str(row.restated_in or ""),
    )
