"""Milestones that can be reported as they stood last quarter, and those that cannot."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from csplan.accounts.actors import Actor
from csplan.core.ratings import Rating, label
from programme.models import MilestoneUpdate, QuarterlyReturn
from programme.permissions.returns import readable_states
from programme.rules.returns import MilestoneAnswers, milestone_problems


@dataclass(frozen=True, slots=True)
class UnchangedMilestone:
    """An unanswered milestone with last quarter's answers; ``problem`` says why they won't do."""

    update: MilestoneUpdate
    answers: MilestoneAnswers
    problem: str

    @property
    def rating_label(self) -> str:
        return label(self.answers.rating)

    @property
    def path(self) -> str:
        """Where, below the return's own address, it is reported by itself."""
        return f"milestones/{self.update.milestone_id}/"


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What may be confirmed in one step, and what has to be reported by itself."""

    confirmable: tuple[UnchangedMilestone, ...]
    others: tuple[UnchangedMilestone, ...]


def unchanged_milestones(
    quarterly_return: QuarterlyReturn, *, actor: Actor, on: dt.date
) -> Unchanged:
    """The return's unanswered milestones that were reported last quarter. Two queries."""
    before = _last_answers(quarterly_return, actor)
    updates = (
        MilestoneUpdate.objects.filter(
            quarterly_return=quarterly_return, version=0, milestone__in=before
        )
        .select_related("milestone")
        .order_by(
            "milestone__work_item__outcome__order", "milestone__work_item__order",
            "milestone__order",
        )
    )  # fmt: skip
    found = [
        _compared(update, before[update.milestone_id], on)
        for update in _with_return(updates, quarterly_return)
    ]
    return Unchanged(
        confirmable=tuple(each for each in found if not each.problem),
        others=tuple(each for each in found if each.problem),
    )


def _with_return(
    updates: Iterable[MilestoneUpdate], quarterly_return: QuarterlyReturn
) -> Iterator[MilestoneUpdate]:
    """The updates, each with the return that is loaded already."""
    for update in updates:
        update.quarterly_return = quarterly_return
        yield update


def _last_answers(
    quarterly_return: QuarterlyReturn, actor: Actor
) -> Mapping[int, MilestoneAnswers]:
    """By milestone; a correction comes after what it corrects."""
    updates = MilestoneUpdate.objects.filter(
        quarterly_return__locality=quarterly_return.locality_id,
        quarterly_return__period__starts_on=quarterly_return.period.quarter.previous.starts_on,
        quarterly_return__state__in=readable_states(actor, quarterly_return),
        version__gt=0,
    ).order_by("quarterly_return__revision")
    return {update.milestone_id: update.answers for update in updates}


def _compared(
    update: MilestoneUpdate, answers: MilestoneAnswers, on: dt.date
) -> UnchangedMilestone:
    # Why a rating differs from the evidence is a matter of the quarter it was given in.
    kept = replace(answers, rating_explanation="")
    return UnchangedMilestone(update, kept, _problem(update, kept, on))


def _problem(update: MilestoneUpdate, answers: MilestoneAnswers, on: dt.date) -> str:
    if answers.rating == Rating.COMPLETE:
        return "It was reported complete, and that was not accepted: report it again"
    if answers.forecast_on is not None and answers.forecast_on < on:
        return "The day it was expected has passed: report on it"
    problems = milestone_problems(
        answers,
        is_dated=update.milestone.date_latest is not None,
        quarter_starts_on=update.quarterly_return.period.starts_on,
        today=on,
        expected_before=answers.forecast_on,
    )
    return next(iter(problems.values()), "")
