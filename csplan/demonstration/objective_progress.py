"""Illustrative progress on the transcribed objectives, and the reviews of the holder's year.

Everything is done through the services, by the right person at its own moment, and marked as
illustrative. A set on which anything is reported, or that has a review, is left as it is.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from csplan.accounts.actors import Actor
from csplan.core.periods import LONDON
from csplan.demonstration.accounts import email_for
from csplan.demonstration.engagement import Timed
from csplan.demonstration.files import Record, read
from objectives.choices_reviews import ReviewKind
from objectives.models import (
    MeasureProgress,
    Milestone,
    MilestoneProgress,
    ObjectiveSet,
    PerformanceMeasure,
    Rebaseline,
    Review,
)
from objectives.rules.progress import MeasureReport, MilestoneReport
from objectives.rules.reviews import Judgement
from objectives.services.baselines import rebaseline_measure, rebaseline_milestone
from objectives.services.judging import save_comments, save_mark, save_overall
from objectives.services.progress import report_measure, report_milestone
from objectives.services.reviews import complete, open_review, share

FIRST, APART = dt.time(10), dt.timedelta(minutes=4)
Cast = Mapping[str, Actor]


def objective_deeds(objective_set: ObjectiveSet, cast: Cast) -> list[Timed]:
    """What is still to be done, earliest first."""
    data = read("objective_progress")
    deeds: list[Timed] = []
    if not _is_reported(objective_set):
        deeds += _reports(objective_set, data, cast[data["by"]])
    if not objective_set.reviews.exists():
        deeds += _reviews(objective_set, data, cast)
    return sorted(deeds, key=lambda timed: timed[0])


def _is_reported(objective_set: ObjectiveSet) -> bool:
    reports = MilestoneProgress.objects.filter(milestone__category__objective_set=objective_set)
    return reports.exists()


def _moment(day: dt.date, place: int = 0) -> dt.datetime:
    """The ``place``-th thing done on ``day``."""
    return dt.datetime.combine(day, FIRST, tzinfo=LONDON) + place * APART


def _reports(objective_set: ObjectiveSet, data: Record, actor: Actor) -> Iterator[Timed]:
    kinds = (("baselines", _baseline), ("moves", _move), ("milestones", _milestone),
             ("measures", _measure))  # fmt: skip
    records = [(record, make) for name, make in kinds for record in data[name]]
    for place, (record, make) in enumerate(records):
        about = {"objective_set": objective_set, "actor": actor, "is_illustrative": True}
        yield _moment(record["on"], place), partial(make, record, about)


def _milestone(record: Record, about: Record, *, at: dt.datetime) -> None:
    subject = _milestone_named(record, about)
    report = MilestoneReport(
        rating=record["rating"],
        forecast_on=record.get("forecast"),
        completed_on=record.get("completed"),
        **_words(record),
    )
    seen = MilestoneProgress.objects.filter(**subject).count()
    report_milestone(report=report, seen=seen, at=at, **subject, **about)


def _measure(record: Record, about: Record, *, at: dt.datetime) -> None:
    pk = _measure_named(record, about)
    report = MeasureReport(
        rating=record["rating"],
        actual=record.get("actual", ""),
        actual_on=record.get("actual_on"),
        forecast=record.get("forecast", ""),
        **_words(record),
    )
    seen = MeasureProgress.objects.filter(measure=pk).count()
    report_measure(measure_id=pk, report=report, seen=seen, at=at, **about)


def _move(record: Record, about: Record, *, at: dt.datetime) -> None:
    subject = _milestone_named(record, about)
    seen = Rebaseline.objects.filter(**subject).count()
    said = {"to_on": record["to"], "reason": record["reason"]}
    rebaseline_milestone(seen=seen, at=at, **said, **subject, **about)


def _baseline(record: Record, about: Record, *, at: dt.datetime) -> None:
    pk = _measure_named(record, about)
    said = {"to_words": record["to"], "reason": record["reason"]}
    rebaseline_measure(measure_id=pk, seen=0, at=at, **said, **about)


def _words(record: Record) -> dict[str, str]:
    return {name: record.get(name, "") for name in ("narrative", "path_to_green", "evidence")}


def _milestone_named(record: Record, about: Record) -> dict[str, Any]:
    rows = Milestone.objects.filter(category__objective_set=about["objective_set"])
    pk = rows.get(reference=record["item"]).pk
    return {"milestone_id": pk, "occurrence_on": record.get("occurrence")}


def _measure_named(record: Record, about: Record) -> int:
    rows = PerformanceMeasure.objects.filter(category__objective_set=about["objective_set"])
    return rows.get(reference=record["item"]).pk


def _reviews(objective_set: ObjectiveSet, data: Record, cast: Cast) -> Iterator[Timed]:
    """Each review's steps, as far as the data takes it."""
    steps = {
        "opened_on": partial(_open, objective_set, data, cast[data["opened_by"]]),
        "written_on": partial(_write, objective_set, cast[data["reviewer"]]),
        "shared_on": partial(_step, share, objective_set, cast[data["reviewer"]]),
        "commented_on": partial(_comment, objective_set, cast[data["by"]]),
        "completed_on": partial(_step, complete, objective_set, cast[data["reviewer"]]),
    }
    for record in data["reviews"]:
        for name, step in steps.items():
            if name in record:
                yield _moment(record[name]), partial(step, record)


def _review(objective_set: ObjectiveSet, record: Record) -> Review:
    """As it is now."""
    reviews = objective_set.reviews.select_related("objective_set", "reviewer")
    return reviews.get(kind=record["kind"])


def _open(
    objective_set: ObjectiveSet, data: Record, actor: Actor, record: Record, *, at: dt.datetime
) -> None:
    open_review(
        objective_set=objective_set,
        kind=ReviewKind(record["kind"]),
        reviewer=email_for(data["reviewer"]),
        actor=actor,
        at=at,
        is_illustrative=True,
    )


def _write(objective_set: ObjectiveSet, actor: Actor, record: Record, *, at: dt.datetime) -> None:
    review = _review(objective_set, record)
    usual = {"mark": record["default_mark"], "words": record["default_words"]}
    for mark in review.marks.all():
        mark.review = review
        said = Judgement(**record["marks"].get(mark.reference, usual))
        save_mark(mark=mark, said=said, version=mark.version, actor=actor, at=at)
    said = Judgement(record["mark"], record["words"])
    save_overall(review=review, said=said, version=0, actor=actor, at=at)


def _comment(
    objective_set: ObjectiveSet, actor: Actor, record: Record, *, at: dt.datetime
) -> None:
    review = _review(objective_set, record)
    save_comments(review=review, words=record["comments"], version=0, actor=actor, at=at)


def _step(
    step: Any, objective_set: ObjectiveSet, actor: Actor, record: Record, *, at: dt.datetime
) -> None:
    review = _review(objective_set, record)
    step(review=review, version=review.version, actor=actor, at=at)
