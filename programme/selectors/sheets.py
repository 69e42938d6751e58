"""A return's answers in plan order, and what a spreadsheet of them shows beside each."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from csplan.accounts.actors import Actor
from localities.models import Locality
from programme.models import MeasureUpdate, MilestoneUpdate, PlannedValue, QuarterlyReturn
from programme.permissions.returns import readable_states

UpdateT = TypeVar("UpdateT", MilestoneUpdate, MeasureUpdate)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a return's questions: last quarter's answers, and what was planned."""

    last_return: QuarterlyReturn | None
    last_milestones: Mapping[int, MilestoneUpdate]
    last_measures: Mapping[int, MeasureUpdate]
    planned: Mapping[int, Decimal]


def updates_of(
    quarterly_return: QuarterlyReturn,
) -> tuple[tuple[MilestoneUpdate, ...], tuple[MeasureUpdate, ...]]:
    """The return's updates in the plan's order, ready for the services. Two queries."""
    milestones = quarterly_return.milestone_updates.select_related(
        "milestone", "updated_by"
    ).order_by(
        "milestone__work_item__outcome__order",
        "milestone__work_item__order",
        "milestone__order",
        "pk",
    )
    measures = quarterly_return.measure_updates.select_related("measure", "updated_by").order_by(
        "measure__outcome__order", "measure__order", "pk"
    )
    return (
        tuple(_with_return(milestones, quarterly_return)),
        tuple(_with_return(measures, quarterly_return)),
    )


def _with_return(
    updates: Iterable[UpdateT], quarterly_return: QuarterlyReturn
) -> Iterator[UpdateT]:
    """The updates, each with the return that is loaded already."""
    for update in updates:
        update.quarterly_return = quarterly_return
        yield update


def beside(quarterly_return: QuarterlyReturn, *, actor: Actor) -> Beside:
    """What ``actor`` may read of last quarter, and the plan for this one. Four queries at most."""
    last = _return_before(quarterly_return, actor)
    milestones, measures = _reported(last) if last else ([], [])
    planned = PlannedValue.objects.filter(
        locality=quarterly_return.locality_id, period=quarterly_return.period_id
    )
    return Beside(
        last_return=last,
        last_milestones={one.milestone_id: one for one in milestones},
        last_measures={one.measure_id: one for one in measures},
        planned=dict(planned.values_list("measure_id", "value")),
    )


def locality_names(slugs: Iterable[str]) -> dict[str, str]:
    """The localities' names by their slugs. One query."""
    return dict(Locality.objects.filter(slug__in=set(slugs)).values_list("slug", "name"))


def _return_before(quarterly_return: QuarterlyReturn, actor: Actor) -> QuarterlyReturn | None:
    """What the locality reported last quarter; a correction comes after what it corrects."""
    return (
        QuarterlyReturn.objects.filter(
            locality=quarterly_return.locality_id,
            period__starts_on=quarterly_return.period.quarter.previous.starts_on,
            state__in=readable_states(actor, quarterly_return),
        )
        .order_by("revision")
        .last()
    )


def _reported(
    quarterly_return: QuarterlyReturn,
) -> tuple[list[MilestoneUpdate], list[MeasureUpdate]]:
    return (
        list(quarterly_return.milestone_updates.filter(version__gt=0)),
        list(quarterly_return.measure_updates.filter(version__gt=0).select_related("measure")),
    )


def expected_before_each(
    quarterly_return: QuarterlyReturn, updates: Iterable[MilestoneUpdate]
) -> dict[int, dt.date | None]:
    """The day each milestone was expected until this quarter: reported, or else planned."""
    reported = dict(
        MilestoneUpdate.objects.filter(
            quarterly_return__locality=quarterly_return.locality_id,
            quarterly_return__period__starts_on__lt=quarterly_return.period.starts_on,
            version__gt=0,
        )
        .order_by("quarterly_return__period__starts_on", "quarterly_return__revision")
        .values_list("milestone_id", "forecast_on")
    )
    milestones = (update.milestone for update in updates)
    return {
        one.pk: reported.get(one.pk) or one.baseline_on or one.date_latest for one in milestones
    }
