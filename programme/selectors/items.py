"""What was said of one thing before: in earlier quarters, and so far in this one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

from csplan.accounts.actors import Actor
from csplan.audit.models import AuditEvent
from csplan.core.ratings import label
from csplan.core.worded_moments import date_words
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.permissions.returns import readable_states
from programme.rules.measures import figure_words
from programme.selectors.history import FIELD_NAMES, ReturnEvent, readable

QUARTERS_SHOWN, SAVES_SHOWN = 12, 5
MILESTONE_WORDS = (
    "narrative", "risk", "date_change_reason", "path_to_green", "evidence", "late_report_reason",
)  # fmt: skip
UpdateT = TypeVar("UpdateT", MilestoneUpdate, MeasureUpdate)


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """What one earlier quarter said: a line, and the words below it with their names."""

    quarter: str
    line: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """The earlier quarters, the latest first, and who saved it in this one."""

    quarters: tuple[QuarterReport, ...]
    saves: tuple[ReturnEvent, ...]


def earlier_milestone_updates(
    update: MilestoneUpdate, actor: Actor
) -> tuple[MilestoneUpdate, ...]:
    """What was reported of the milestone before this quarter, the latest first. One query."""
    own = MilestoneUpdate.objects.filter(milestone=update.milestone_id)
    return _earlier(own, update.quarterly_return, actor)


def earlier_measure_updates(update: MeasureUpdate, actor: Actor) -> tuple[MeasureUpdate, ...]:
    """The locality's earlier figures of the measure, the latest first. One query."""
    own = MeasureUpdate.objects.filter(measure=update.measure_id)
    return _earlier(own, update.quarterly_return, actor)


def earlier_returns(
    quarterly_return: QuarterlyReturn, actor: Actor
) -> tuple[QuarterlyReturn, ...]:
    """The locality's earlier returns that have an overview, the latest first. One query."""
    found = (
        QuarterlyReturn.objects.filter(
            locality=quarterly_return.locality_id,
            period__starts_on__lt=quarterly_return.period.starts_on,
            state__in=readable_states(actor, quarterly_return),
        )
        .exclude(overview="")
        .select_related("period")
        .order_by("-period__starts_on", "-revision")
    )
    latest: dict[int, QuarterlyReturn] = {}
    for row in found[: 2 * QUARTERS_SHOWN]:
        latest.setdefault(row.period_id, row)
    return tuple(latest.values())[:QUARTERS_SHOWN]


def last_of(earlier: Iterable[UpdateT], quarterly_return: QuarterlyReturn) -> UpdateT | None:
    """Of the earlier updates, the one of the quarter before; None when there is none."""
    starts_on = quarterly_return.period.quarter.previous.starts_on
    found = (row for row in earlier if row.quarterly_return.period.starts_on == starts_on)
    return next(found, None)


def milestone_history(
    update: MilestoneUpdate, earlier: Iterable[MilestoneUpdate], actor: Actor
) -> ItemHistory:
    """The milestone's history from its ``earlier`` updates. One query."""
    return ItemHistory(
        tuple(_milestone_report(row) for row in earlier),
        _saves(update, update.quarterly_return, actor),
    )


def measure_history(
    update: MeasureUpdate, earlier: Iterable[MeasureUpdate], actor: Actor
) -> ItemHistory:
    """The measure's history from its ``earlier`` figures. One query."""
    return ItemHistory(
        tuple(_measure_report(row, update.measure.unit) for row in earlier),
        _saves(update, update.quarterly_return, actor),
    )


def overview_history(
    quarterly_return: QuarterlyReturn, earlier: Iterable[QuarterlyReturn], actor: Actor
) -> ItemHistory:
    """The overview's history from ``earlier`` returns. One query."""
    reports = tuple(
        QuarterReport(row.period.quarter.short_label, "", (("", row.overview),)) for row in earlier
    )
    return ItemHistory(reports, _saves(quarterly_return, quarterly_return, actor))


def _earlier(
    own: "QuerySet[UpdateT, UpdateT]", quarterly_return: QuarterlyReturn, actor: Actor
) -> tuple[UpdateT, ...]:
    """Of each quarter the latest revision, so that a correction stands for what it corrects."""
    found = (
        own.filter(
            version__gt=0,
            quarterly_return__locality=quarterly_return.locality_id,
            quarterly_return__period__starts_on__lt=quarterly_return.period.starts_on,
            quarterly_return__state__in=readable_states(actor, quarterly_return),
        )
        .select_related("quarterly_return__period", "updated_by")
        .order_by("-quarterly_return__period__starts_on", "-quarterly_return__revision")
    )
    latest: dict[int, UpdateT] = {}
    for row in found[: 2 * QUARTERS_SHOWN]:
        latest.setdefault(row.quarterly_return.period_id, row)
    return tuple(latest.values())[:QUARTERS_SHOWN]


def _milestone_report(update: MilestoneUpdate) -> QuarterReport:
    parts = [label(update.rating)]
    if update.expected_on is not None:
        verb = "completed" if update.completed_on else "expected"
        parts.append(f"{verb} {date_words(update.expected_on)}")
    said = ((name, getattr(update, name)) for name in MILESTONE_WORDS)
    return QuarterReport(
        _quarter(update),
        ", ".join(parts),
        tuple((_name(name), words) for name, words in said if words),
    )


def _measure_report(update: MeasureUpdate, unit: str) -> QuarterReport:
    is_missing = update.value is None
    line = "Not available" if update.value is None else figure_words(update.value, unit)
    said = [("", update.not_available_reason)] if is_missing else []
    words = [*said, (_name("comment"), update.comment)]
    return QuarterReport(_quarter(update), line, tuple(pair for pair in words if pair[1]))


def _quarter(update: MilestoneUpdate | MeasureUpdate) -> str:
    return update.quarterly_return.period.quarter.short_label


def _name(field: str) -> str:
    """The words' name; the first and longest of them need none."""
    return "" if field == "narrative" else FIELD_NAMES[field]


def _saves(
    target: Model, quarterly_return: QuarterlyReturn, actor: Actor
) -> tuple[ReturnEvent, ...]:
    """The latest saves of one thing, the newest first."""
    events = AuditEvent.objects.filter(
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        action__endswith="saved",
    ).select_related("actor")[:SAVES_SHOWN]
    return tuple(readable(list(events), quarterly_return, actor=actor))
