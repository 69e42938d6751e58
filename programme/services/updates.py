"""Saving what a co-ordinator reports."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.models import AuditEvent
from csplan.audit.services import event, record, record_all
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.periods import LONDON
from programme.choices import Accumulation, Collection
from programme.models import (
    Measure,
    MeasureUpdate,
    MilestoneUpdate,
    QuarterlyReturn,
    ReturnAuthor,
)
from programme.permissions.returns import can_edit
from programme.rules.measures import FigureAnswers, figure_problems
from programme.rules.returns import MilestoneAnswers, asked_for, milestone_problems
from programme.selectors.answers import expected_before
from programme.selectors.derived import figure_for
from programme.selectors.unchanged import UnchangedMilestone
from programme.services.words import clean

CLOSED_MESSAGE = (
    "This return can no longer be changed: it has been submitted or its quarter closed"
)
STALE_MESSAGE = "Somebody else saved this while you were writing"


@transaction.atomic
def save_milestone(
    *,
    update: MilestoneUpdate,
    answers: MilestoneAnswers,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save ``answers`` as the milestone's report, if ``version`` is still the latest.

    Raises NotPermittedError, WrongStateError, StaleVersionError, or IncompleteError naming
    what is missing. Nothing is written then.
    """
    after = {**_checked(update, answers, actor, at), "is_confirmed_unchanged": False}
    _write(update, after, version=version, actor=actor, at=at)


@transaction.atomic
def confirm_unchanged(
    *, unchanged: Iterable[UnchangedMilestone], actor: Actor, at: dt.datetime
) -> None:
    """Report each milestone as it stood last quarter, as confirmed by ``actor``; all or none.

    Refusals as ``save_milestone``; StaleVersionError when somebody has reported one meanwhile.
    """
    for each in unchanged:
        after = {
            **_checked(each.update, each.answers, actor, at),
            "is_confirmed_unchanged": True,
        }
        _write(each.update, after, version=0, actor=actor, at=at)


def _checked(
    update: MilestoneUpdate, answers: MilestoneAnswers, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """The answers as they are written, unless they or the person may not be."""
    refuse_strangers(actor, update.quarterly_return)
    answers = _cleaned(answers).tidied()
    refuse_problems(
        milestone_problems(
            answers,
            is_dated=update.milestone.date_latest is not None,
            quarter_starts_on=update.quarterly_return.period.starts_on,
            today=at.astimezone(LONDON).date(),
            expected_before=_expected_before(update, answers),
        )
    )
    return vars(answers)


@transaction.atomic
def save_measure(
    *,
    update: MeasureUpdate,
    answers: FigureAnswers,
    comment: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save a measure's figure, or the reason there is none; refusals as ``save_milestone``.

    Of a measure that follows the record only the comment is taken: its figure is the record's.
    """
    refuse_strangers(actor, update.quarterly_return)
    after = _measure_columns(MeasureSave(update, answers, comment, version))
    _write(update, after, version=version, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class MeasureSave:
    """A measure's figure and comment as somebody reports them over the ``version`` they saw."""

    update: MeasureUpdate
    answers: FigureAnswers
    comment: str
    version: int


@transaction.atomic
def save_measures(
    *,
    quarterly_return: QuarterlyReturn,
    saves: Sequence[MeasureSave],
    actor: Actor,
    at: dt.datetime,
) -> frozenset[int]:
    """Save the figures of several measures of one return, each with its own event.

    Gives the measures that somebody else saved meanwhile, which are left as they are. Refusals
    as ``save_milestone``, StaleVersionError only when it was every one of them; nothing is
    written then.
    """
    refuse_strangers(actor, quarterly_return)
    wanted = [(save, _measure_columns(save)) for save in saves]
    hold_open_return(quarterly_return, at=at)
    written = [
        (save.update, after)
        for save, after in wanted
        if _overwrite(save.update, after, version=save.version, actor=actor, at=at)
    ]
    refuse_stale(len(written))
    if any(update.updated_by_id != actor.person.pk for update, _ in written):
        add_author(quarterly_return, actor)
    record_all(_saved_event(update, after, actor=actor, at=at) for update, after in written)
    saved = {update.measure_id for update, _ in written}
    return frozenset(save.update.measure_id for save in saves) - saved


def _measure_columns(save: MeasureSave) -> dict[str, Any]:
    answers = followed_answers(save.update) or save.answers
    columns = figure_columns(save.update.measure, answers)
    return {**columns, "comment": clean(save.comment)}


def figure_columns(measure: Measure, answers: FigureAnswers) -> dict[str, Any]:
    """The columns of a figure that says what ``answers`` do.

    Raises IncompleteError when that is no figure of this measure.
    """
    reason = clean(answers.not_available_reason)
    answers = replace(answers, not_available_reason=reason)
    refuse_problems(figure_problems(answers, unit=measure.unit, how=measure.accumulation))
    amount = None if reason else answers.amount(measure.accumulation)
    columns: dict[str, Any] = {
        "value": amount.value if amount else None,
        "not_available_reason": reason,
    }
    if measure.accumulation == Accumulation.RATIO:
        columns["numerator"] = amount.numerator if amount else None
        columns["denominator"] = amount.denominator if amount else None
    return columns


def followed_answers(update: MeasureUpdate) -> FigureAnswers | None:
    """What the record says of a measure that follows it; None for one that people report."""
    if update.measure.collection != Collection.DERIVED:
        return None
    figure = figure_for(update)
    return FigureAnswers(figure.value) if figure else None


@transaction.atomic
def save_overview(
    *,
    quarterly_return: QuarterlyReturn,
    overview: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save the locality's overview of the quarter; refusals as ``save_milestone``."""
    refuse_strangers(actor, quarterly_return)
    overview = clean(overview)
    refuse_problems({} if overview else {"overview": "Enter the overview of the quarter"})
    hold_open_return(quarterly_return, at=at)
    changed = QuarterlyReturn.objects.filter(
        pk=quarterly_return.pk, overview_version=version
    ).update(overview=overview, overview_version=F("overview_version") + 1)
    refuse_stale(changed)
    add_author(quarterly_return, actor)
    record(
        action="return.overview_saved",
        target=quarterly_return,
        actor=actor.person,
        at=at,
        before={"overview": quarterly_return.overview},
        after={"overview": overview},
    )


def _cleaned(answers: MilestoneAnswers) -> MilestoneAnswers:
    """The answers with every text in them as the record keeps it."""
    texts: dict[str, Any] = {
        name: clean(text) for name, text in vars(answers).items() if isinstance(text, str)
    }
    return replace(answers, **texts)


def _expected_before(update: MilestoneUpdate, answers: MilestoneAnswers) -> dt.date | None:
    """Read only where a change of date must be explained."""
    is_asked = "date_change_reason" in asked_for(answers.rating)
    return expected_before(update) if is_asked else None


def refuse_strangers(actor: Actor, quarterly_return: QuarterlyReturn) -> None:
    if not can_edit(actor, quarterly_return):
        raise NotPermittedError("Only the locality’s co-ordinators can change its return")


def refuse_problems(problems: Mapping[str, str]) -> None:
    if problems:
        raise IncompleteError(". ".join(problems.values()))


def refuse_stale(changed: int) -> None:
    if not changed:
        raise StaleVersionError(STALE_MESSAGE)


def hold_open_return(quarterly_return: QuarterlyReturn, *, at: dt.datetime) -> None:
    """Lock the return for the rest of the transaction, provided it may still be edited.

    One statement checks and locks, so no value can be written after a transition it missed.
    """
    held = (
        QuarterlyReturn.objects.filter(pk=quarterly_return.pk)
        .editable_at(at)
        .update(version=F("version") + 1)
    )
    if not held:
        raise WrongStateError(CLOSED_MESSAGE)


def _write(
    update: MilestoneUpdate | MeasureUpdate,
    after: Mapping[str, Any],
    *,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    quarterly_return = update.quarterly_return
    hold_open_return(quarterly_return, at=at)
    refuse_stale(_overwrite(update, after, version=version, actor=actor, at=at))
    # Whoever saved this very answer before is an author already.
    if update.updated_by_id != actor.person.pk:
        add_author(quarterly_return, actor)
    _saved_event(update, after, actor=actor, at=at).save()


def _overwrite(
    update: MilestoneUpdate | MeasureUpdate,
    after: Mapping[str, Any],
    *,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> int:
    """Write the columns over ``version``; 0 when somebody else was quicker."""
    return (
        type(update)
        .objects.filter(pk=update.pk, version=version)
        .update(**after, version=F("version") + 1, updated_by_id=actor.person.pk, updated_at=at)
    )


def _saved_event(
    update: MilestoneUpdate | MeasureUpdate,
    after: Mapping[str, Any],
    *,
    actor: Actor,
    at: dt.datetime,
) -> AuditEvent:
    return event(
        action=f"{update._meta.model_name}.saved",
        target=update,
        actor=actor.person,
        at=at,
        before={field: getattr(update, field) for field in after},
        after=after,
    )


def add_author(quarterly_return: QuarterlyReturn, actor: Actor) -> None:
    ReturnAuthor.objects.bulk_create(
        [ReturnAuthor(quarterly_return=quarterly_return, user=actor.person)],
        ignore_conflicts=True,
    )
