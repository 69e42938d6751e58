"""Keeping measures and what is planned of them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    SAVED_MEANWHILE,
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
)
from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear, Quarter
from localities.models import Locality
from programme.choices import PlanState
from programme.models import BusinessPlan, DerivedMeasure, Measure, PlannedValue, YearTarget
from programme.permissions.plans import can_frame
from programme.rules.measures import figure_problem, figure_words
from programme.selectors.trajectories import Cells, fingerprint, stored_cells
from programme.services.lineage import take_out_of_lineage
from programme.services.plans import locked_plan

Wanted = Mapping[tuple[int, dt.date], Decimal | None]
"""Planned values by locality and first day of the quarter; None clears one."""


@transaction.atomic
def save_trajectory(
    *,
    measure: Measure,
    year: FinancialYear,
    wanted: Wanted,
    seen: str,
    actor: Actor,
    at: dt.datetime,
) -> int:
    """Plan one year of a measure as ``wanted``; says how many values that changed.

    ``seen`` is the ``fingerprint`` of what the page was drawn from. Raises NotPermittedError;
    StaleVersionError when somebody planned otherwise since; or IncompleteError for a value that
    is no figure of the measure, or one cleared although the plan was agreed.
    """
    plan = locked_plan(measure.outcome.plan)
    if not can_frame(actor, plan):
        raise NotPermittedError("You may not change the trajectories of this plan")
    stored = stored_cells(measure, year)
    if fingerprint(stored) != seen:
        raise StaleVersionError(SAVED_MEANWHILE)
    changed = {cell: value for cell, value in wanted.items() if stored.get(cell) != value}
    _refuse_problems(measure, plan, changed)
    if changed:
        _write(measure, changed, stored)
        _record(measure, changed, stored, actor, at)
    return len(changed)


def _refuse_problems(measure: Measure, plan: BusinessPlan, changed: Wanted) -> None:
    values = [value for value in changed.values() if value is not None]
    for value in values:
        problem = figure_problem(value, unit=measure.unit)
        if problem:
            raise IncompleteError(problem)
    if len(values) < len(changed) and plan.state != PlanState.DRAFT:
        raise IncompleteError(
            "The plan is agreed, so what was planned can be changed but not left empty. "
            "Enter 0 where nothing is planned any more"
        )


def _write(measure: Measure, changed: Wanted, stored: Cells) -> None:
    periods = {each.starts_on: each for each in _periods(changed)}
    for (place, day), value in changed.items():
        key = {
            "measure": measure,
            "locality_id": place or None,
            "period": periods[day],
        }
        if value is None:
            PlannedValue.objects.filter(**key).delete()
        elif (place, day) in stored:
            PlannedValue.objects.filter(**key).update(value=value)
    PlannedValue.objects.bulk_create(
        PlannedValue(measure=measure, locality_id=place or None, period=periods[day], value=value)
        for (place, day), value in changed.items()
        if value is not None and (place, day) not in stored
    )


def _periods(changed: Wanted) -> list[ReportingPeriod]:
    return list(ReportingPeriod.objects.filter(starts_on__in={day for _, day in changed}))


def _record(
    measure: Measure, changed: Wanted, stored: Cells, actor: Actor, at: dt.datetime
) -> None:
    """One event on the measure, with each cell by its place and quarter."""
    places = Locality.objects.in_bulk({place for place, _ in changed if place})
    names = {
        (place, day): _cell_name(places[place].name if place else "National", day)
        for place, day in changed
    }

    def words(values: Mapping[tuple[int, dt.date], Decimal | None]) -> dict[str, str]:
        return {
            names[cell]: figure_words(value, measure.unit)
            for cell in changed
            if (value := values.get(cell)) is not None
        }

    record(
        action="measure.planned",
        target=measure,
        actor=actor.person,
        at=at,
        before=words(stored),
        after={**dict.fromkeys(names.values(), ""), **words(changed)},
    )


def _cell_name(place: str, day: dt.date) -> str:
    return f"{place}, {Quarter.starting(day).short_label}"


def clear_measure(measure: Any, actor: Actor, at: dt.datetime) -> None:
    """Let a draft's measure go with its trajectory, its years' targets and its derivation."""
    take_out_of_lineage(measure, actor, at)
    PlannedValue.objects.filter(measure=measure).delete()
    YearTarget.objects.filter(measure=measure).delete()
    for derivation in DerivedMeasure.objects.filter(measure=measure):
        derivation.event_types.clear()
        derivation.delete()
