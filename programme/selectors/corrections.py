"""What a correction changes of the return that was published."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from programme.choices import ReturnAction
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn, ReturnTransition
from programme.rules.returns import MilestoneAnswers
from programme.selectors.history import Change, change_in

MILESTONE_FIELDS = tuple(field.name for field in dataclasses.fields(MilestoneAnswers))
MEASURE_FIELDS = ("value", "numerator", "denominator", "not_available_reason", "comment")


@dataclass(frozen=True, slots=True)
class CorrectedItem:
    """One thing that reads otherwise than it was published; ``path`` leads to it."""

    title: str
    path: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a return is corrected, by whom it was opened, and what is different so far."""

    number: int
    opened: ReturnTransition | None
    items: tuple[CorrectedItem, ...]


def correction(quarterly_return: QuarterlyReturn) -> Correction | None:
    """None for a return that corrects nothing; else four queries."""
    if quarterly_return.revision == 1:
        return None
    published = QuarterlyReturn.objects.get(
        period=quarterly_return.period_id,
        locality=quarterly_return.locality_id,
        revision=quarterly_return.revision - 1,
    )
    opened = quarterly_return.transitions.filter(action=ReturnAction.CORRECT)
    return Correction(
        number=quarterly_return.revision - 1,
        opened=opened.select_related("by").first(),
        items=tuple(_corrected(published, quarterly_return)),
    )


def _corrected(before: QuarterlyReturn, after: QuarterlyReturn) -> Iterator[CorrectedItem]:
    yield from _items(MilestoneUpdate, "milestone", MILESTONE_FIELDS, before, after)
    yield from _items(MeasureUpdate, "measure", MEASURE_FIELDS, before, after)
    overview = change_in("overview", before.overview, after.overview)
    if overview:
        yield CorrectedItem("Overview of the quarter", "overview/", (overview,))


def _items(
    model: Any,
    subject: str,
    names: tuple[str, ...],
    before: QuarterlyReturn,
    after: QuarterlyReturn,
) -> Iterator[CorrectedItem]:
    rows = model.objects.filter(quarterly_return__in=(before, after)).select_related(subject)
    order = ("outcome__order", "order") if subject == "measure" else ("work_item__outcome__order",)
    was: dict[int, Any] = {}
    now: dict[int, Any] = {}
    for row in rows.order_by(*(f"{subject}__{name}" for name in order), f"{subject}_id"):
        side = was if row.quarterly_return_id == before.pk else now
        side[getattr(row, f"{subject}_id")] = row
    for pk, row in now.items():
        changes = tuple(_differences(names, was.get(pk), row))
        if changes:
            yield CorrectedItem(str(getattr(row, subject)), f"{subject}s/{pk}/", changes)


def _differences(names: tuple[str, ...], was: Any, now: Any) -> Iterator[Change]:
    for name in names:
        change = change_in(name, getattr(was, name, None), getattr(now, name))
        if change:
            yield change
