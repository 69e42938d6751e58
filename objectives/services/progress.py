"""Reporting progress: entries are added, none is changed.

A service is refused with NotPermittedError for somebody who may not report, WrongStateError for
what is not asked of the set, StaleVersionError when ``seen``, the number of entries that stood
when the page was opened, is no longer right, and IncompleteError saying what is missing. Nothing
is written then.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.periods import london_day
from csplan.core.ratings import Rating
from csplan.core.text import accepted
from objectives.models import (
    MeasureProgress,
    Milestone,
    MilestoneProgress,
    ObjectiveSet,
    PerformanceMeasure,
)
from objectives.permissions.progress import can_report, takes_reports
from objectives.rules.progress import (
    LONGEST_FIGURE,
    MeasureReport,
    MilestoneReport,
    measure_problems,
    milestone_problems,
)
from objectives.selectors.progress import Entry, measure_line, milestone_line
from objectives.selectors.progress_lines import Line, MeasureLine, MilestoneLine

ReportT = TypeVar("ReportT", MilestoneReport, MeasureReport)
STALE = "Somebody else reported on this while you were writing"
NOT_ASKED = "This is no longer part of the objectives, so nothing can be reported on it"


@transaction.atomic
def report_milestone(
    *,
    objective_set: ObjectiveSet,
    milestone_id: int,
    occurrence_on: dt.date | None,
    report: MilestoneReport,
    seen: int,
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> MilestoneProgress:
    """Add a report on a milestone, or on the occurrence of it that is due on a day."""
    objective_set = hold(objective_set, Milestone, milestone_id, actor)
    today = london_day(at)
    line = asked_milestone(objective_set, milestone_id, occurrence_on, today)
    report = _accepted(report).tidied()
    is_dated = line.agreed_on is not None
    refuse(milestone_problems(report, is_dated=is_dated, today=today))
    refuse_stale(seen, line.entries)
    row = MilestoneProgress.objects.create(
        milestone_id=milestone_id,
        occurrence_on=occurrence_on,
        number=seen + 1,
        by=actor.person,
        at=at,
        is_illustrative=is_illustrative,
        **asdict(report),
    )
    record_entry("objectives.milestone_reported", objective_set, line, row, asdict(report))
    return row


@transaction.atomic
def report_measure(
    *,
    objective_set: ObjectiveSet,
    measure_id: int,
    report: MeasureReport,
    seen: int,
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> MeasureProgress:
    """Add a report on a measure. Of one that csplan computes, the actual is what it computes."""
    objective_set = hold(objective_set, PerformanceMeasure, measure_id, actor)
    today = london_day(at)
    line = asked_measure(objective_set, measure_id, today)
    report = _accepted(report).tidied()
    refuse(measure_problems(report, today=today, is_computed=line.is_computed))
    refuse_stale(seen, line.entries)
    if line.is_computed:
        report = _computed(report, line, today)
    row = MeasureProgress.objects.create(
        measure_id=measure_id,
        source_key=line.item.source_key if line.is_computed else "",
        number=seen + 1,
        by=actor.person,
        at=at,
        is_illustrative=is_illustrative,
        **asdict(report),
    )
    record_entry("objectives.measure_reported", objective_set, line, row, asdict(report))
    return row


def hold(
    objective_set: ObjectiveSet,
    model: type[Milestone] | type[PerformanceMeasure],
    pk: int,
    actor: Actor,
) -> ObjectiveSet:
    """The set as it is now, with the item locked until the end of the transaction."""
    if not can_report(actor, objective_set):
        raise NotPermittedError("Only the holder’s private office can report progress")
    items = model._default_manager.select_for_update(of=("self",))
    if items.filter(category__objective_set=objective_set, pk=pk).first() is None:
        raise WrongStateError(NOT_ASKED)
    stored = ObjectiveSet.objects.get(pk=objective_set.pk)
    if not takes_reports(stored):
        raise WrongStateError(
            "These objectives are not agreed yet, so there is no progress to report"
        )
    return stored


def asked_milestone(
    objective_set: ObjectiveSet, pk: int, occurrence_on: dt.date | None, today: dt.date
) -> MilestoneLine:
    line = milestone_line(objective_set, pk, occurrence_on, on=today)
    if line is None:
        raise WrongStateError(NOT_ASKED)
    return line


def asked_measure(objective_set: ObjectiveSet, pk: int, today: dt.date) -> MeasureLine:
    line = measure_line(objective_set, pk, on=today)
    if line is None:
        raise WrongStateError(NOT_ASKED)
    return line


def _accepted(report: ReportT) -> ReportT:
    """With every text in it as the record keeps it."""
    texts: dict[str, Any] = {
        name: accepted(text) for name, text in asdict(report).items() if isinstance(text, str)
    }
    return replace(report, **texts)


def _computed(report: MeasureReport, line: MeasureLine, today: dt.date) -> MeasureReport:
    """With what the record says today, or with no actual while it says nothing."""
    figure = line.computed
    if figure is not None:
        words = f"{figure.year.label}: {figure.words}"[:LONGEST_FIGURE]
        return replace(report, actual=words, actual_on=today)
    if report.rating == Rating.COMPLETE:
        raise IncompleteError("csplan has counted nothing for this measure, so it is not complete")
    return replace(report, actual="", actual_on=None)


def refuse(problems: Mapping[str, str]) -> None:
    if problems:
        raise IncompleteError(". ".join(problems.values()))


def refuse_stale(seen: int, entries: Sequence[object]) -> None:
    if len(entries) != seen:
        raise StaleVersionError(STALE)


def record_entry(
    action: str, objective_set: ObjectiveSet, line: Line, row: Entry, told: Mapping[str, Any]
) -> None:
    """One event about the set, naming the item and holding what was said of it."""
    subject: dict[str, Any] = {"item": line.item.reference or line.item.text[:LONGEST_FIGURE]}
    if isinstance(line, MilestoneLine) and line.occurrence_on:
        subject["occurrence due on"] = line.occurrence_on
    said = {name: value for name, value in told.items() if value not in ("", None)}
    record(action=action, target=objective_set, actor=row.by, at=row.at, after=subject | said)
