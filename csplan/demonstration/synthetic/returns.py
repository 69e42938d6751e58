"""Quarters and returns in bulk, with the people, versions and transitions real use leaves."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from csplan.core.models import ReportingPeriod
from csplan.core.periods import LONDON, Quarter
from csplan.core.ratings import Rating
from csplan.demonstration.synthetic import words
from csplan.demonstration.synthetic.people import SyntheticPeople
from localities.models import Locality
from programme.choices import ReturnAction, ReturnState
from programme.models import (
    Measure,
    MeasureUpdate,
    Milestone,
    MilestoneUpdate,
    QuarterlyReturn,
    ReturnAuthor,
    ReturnTransition,
)
from programme.rules.returns import TRANSITIONS, asked_for

UpdateT = TypeVar("UpdateT", MilestoneUpdate, MeasureUpdate)

DUE_DAY, CLOSING_DAY = 17, 24
DUE_TIME, CLOSING_TIME = dt.time(17), dt.time(23, 59, 59)
WRITTEN_AFTER = dt.timedelta(days=1)
SUBMITTED_AFTER = dt.timedelta(days=3)
SIGNED_OFF_AFTER = dt.timedelta(days=5)
ACCEPTED_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """What one year's returns report on."""

    localities: Sequence[Locality]
    milestones: Sequence[Milestone]
    measures: Sequence[Measure]


def make_period(quarter: Quarter) -> ReportingPeriod:
    """The quarter's period; an existing one keeps its moments."""
    opens_on = quarter.next.starts_on
    period, _ = ReportingPeriod.objects.get_or_create(
        starts_on=quarter.starts_on,
        defaults={
            "opens_at": quarter.ends_at,
            "due_at": _moment(opens_on, DUE_DAY, DUE_TIME),
            "closes_at": _moment(opens_on, CLOSING_DAY, CLOSING_TIME),
        },
    )
    return period


def _moment(month: dt.date, day: int, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(month.replace(day=day), time, tzinfo=LONDON)


def make_returns(
    period: ReportingPeriod, work: Work, people: SyntheticPeople, *, unfinished: Locality | None
) -> None:
    """A complete and accepted return for each locality; ``unfinished`` has reported half."""
    finished = [place for place in work.localities if place != unfinished]
    returns = [_accepted(period, place, people) for place in finished]
    if unfinished:
        returns.append(_return(period, unfinished, version=1))
    saved = QuarterlyReturn.objects.bulk_create(returns)
    by_locality = {one.locality_id: one for one in saved}
    open_pk = by_locality[unfinished.pk].pk if unfinished else None
    _make_milestone_updates(by_locality, work.milestones, people, open_pk=open_pk)
    _make_measure_updates(saved, work.measures, people, open_pk=open_pk)
    _make_authors_and_transitions(saved, people)


def _return(period: ReportingPeriod, locality: Locality, *, version: int) -> QuarterlyReturn:
    return QuarterlyReturn(
        period=period, locality=locality, version=version, closes_at=period.closes_at
    )


def _accepted(
    period: ReportingPeriod, locality: Locality, people: SyntheticPeople
) -> QuarterlyReturn:
    quarterly_return = _return(period, locality, version=4)
    quarterly_return.state = ReturnState.ACCEPTED
    quarterly_return.overview = words.narrative(locality.order)
    quarterly_return.overview_version = 1
    quarterly_return.submitted_by = people.coordinator
    quarterly_return.submitted_at = period.opens_at + SUBMITTED_AFTER
    quarterly_return.signed_off_by = people.sro
    quarterly_return.signed_off_at = period.opens_at + SIGNED_OFF_AFTER
    quarterly_return.accepted_by = people.national_team
    quarterly_return.accepted_at = period.opens_at + ACCEPTED_AFTER
    return quarterly_return


def _make_milestone_updates(
    returns: dict[int, QuarterlyReturn],
    milestones: Iterable[Milestone],
    people: SyntheticPeople,
    *,
    open_pk: int | None,
) -> None:
    MilestoneUpdate.objects.bulk_create(
        _milestone_update(returns[milestone.locality_id], milestone, number, people, open_pk)
        for number, milestone in enumerate(milestones)
    )


def _milestone_update(
    quarterly_return: QuarterlyReturn,
    milestone: Milestone,
    number: int,
    people: SyntheticPeople,
    open_pk: int | None,
) -> MilestoneUpdate:
    update = MilestoneUpdate(quarterly_return=quarterly_return, milestone=milestone)
    if quarterly_return.pk == open_pk and number % 2:
        return update
    quarter = quarterly_return.period.quarter
    update.rating = rating_in(quarter, number)
    update.narrative = words.narrative(number + quarter.number)
    _date(update, quarter)
    for name in asked_for(update.rating) & set(words.CONDITIONAL):
        setattr(update, name, words.CONDITIONAL[name])
    return _written(update, people)


def rating_in(quarter: Quarter, number: int) -> Rating:
    """What the milestone numbered ``number`` is rated in ``quarter``.

    Nothing is complete before the third quarter, so that each of a year's first three returns
    asks about all of its milestones.
    """
    if number % 10 == 9 and quarter.number > 1:
        return Rating.OFF_TRACK
    if (number + quarter.number) % 5 == 0:
        return Rating.AT_RISK
    is_finished = quarter.number >= 3 and number % 3 == 0
    return Rating.COMPLETE if is_finished else Rating.ON_TRACK


def _date(update: MilestoneUpdate, quarter: Quarter) -> None:
    """A completion inside the quarter, or a forecast no earlier than the next one's end."""
    if update.rating == Rating.COMPLETE:
        update.completed_on = quarter.ends_on
    else:
        update.forecast_on = quarter.next.ends_on


def _make_measure_updates(
    returns: Iterable[QuarterlyReturn],
    measures: Sequence[Measure],
    people: SyntheticPeople,
    *,
    open_pk: int | None,
) -> None:
    MeasureUpdate.objects.bulk_create(
        _measure_update(quarterly_return, measure, number, people, open_pk)
        for quarterly_return in returns
        for number, measure in enumerate(measures)
    )


def _measure_update(
    quarterly_return: QuarterlyReturn,
    measure: Measure,
    number: int,
    people: SyntheticPeople,
    open_pk: int | None,
) -> MeasureUpdate:
    update = MeasureUpdate(quarterly_return=quarterly_return, measure=measure)
    if quarterly_return.pk == open_pk and number % 2:
        return update
    seed = number + quarterly_return.locality.order + quarterly_return.period.quarter.number
    if seed % 13 == 0:
        update.not_available_reason = words.REASON_NOT_AVAILABLE
    else:
        update.value = Decimal(6 + seed % 8)
    return _written(update, people)


def _written(update: UpdateT, people: SyntheticPeople) -> UpdateT:
    update.version = 1
    update.updated_by = people.coordinator
    update.updated_at = update.quarterly_return.period.opens_at + WRITTEN_AFTER
    return update


def _make_authors_and_transitions(
    returns: Sequence[QuarterlyReturn], people: SyntheticPeople
) -> None:
    ReturnAuthor.objects.bulk_create(
        ReturnAuthor(quarterly_return=one, user=people.coordinator) for one in returns
    )
    ReturnTransition.objects.bulk_create(
        transition
        for one in returns
        if one.state == ReturnState.ACCEPTED
        for transition in _transitions(one, people)
    )


def _transitions(one: QuarterlyReturn, people: SyntheticPeople) -> Iterable[ReturnTransition]:
    """The three steps to acceptance, as ``_accepted`` has them."""
    steps = (
        (ReturnAction.SUBMIT, people.coordinator, SUBMITTED_AFTER),
        (ReturnAction.SIGN_OFF, people.sro, SIGNED_OFF_AFTER),
        (ReturnAction.ACCEPT, people.national_team, ACCEPTED_AFTER),
    )
    state = ReturnState.OPEN
    for action, by, after in steps:
        to_state = TRANSITIONS[action][state]
        yield ReturnTransition(
            quarterly_return=one,
            action=action,
            from_state=state,
            to_state=to_state,
            by=by,
            at=one.period.opens_at + after,
        )
        state = to_state
