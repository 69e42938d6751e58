"""Saving what a co-ordinator reports."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.models import ON_BEHALF_OF, AuditEvent
from csplan.audit.services import event, record
from csplan.core.errors import (
    SAVED_MEANWHILE,
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.periods import london_day
from programme.choices import Accumulation, Collection
from programme.models import (
    Measure,
    MeasureUpdate,
    MilestoneUpdate,
    QuarterlyReturn,
    ReturnAuthor,
)
from programme.models.returns import LONGEST_POST
from programme.permissions.returns import can_edit
from programme.rules.measures import FigureAnswers, figure_problems
from programme.rules.returns import MilestoneAnswers, asked_for, milestone_problems
from programme.selectors.answers import expected_before
from programme.selectors.derived import figure_for
from programme.services.words import clean

CLOSED_MESSAGE = (
    "This return can no longer be changed: it has been submitted or its quarter closed"
)


@transaction.atomic
def save_milestone(
    *,
    update: MilestoneUpdate,
    answers: MilestoneAnswers,
    version: int,
    actor: Actor,
    at: dt.datetime,
    on_behalf_of: str = "",
) -> None:
    """Save ``answers`` as the milestone's report, if ``version`` is still the latest.

    ``on_behalf_of`` names the post for which ``actor`` enters them. Raises NotPermittedError,
    WrongStateError, StaleVersionError, or IncompleteError naming what is missing. Nothing is
    written then.
    """
    expected = _expected_before(update, answers.tidied())
    columns = milestone_columns(update, answers, actor=actor, at=at, expected_before=expected)
    after = {**columns, ON_BEHALF_OF: post_words(on_behalf_of)}
    _write(update, after, version=version, actor=actor, at=at)


def milestone_columns(
    update: MilestoneUpdate,
    answers: MilestoneAnswers,
    *,
    actor: Actor,
    at: dt.datetime,
    expected_before: dt.date | None,
) -> dict[str, Any]:
    """The answers as they are written, unless they or the person may not be."""
    refuse_strangers(actor, update.quarterly_return)
    answers = _cleaned(answers).tidied()
    refuse_problems(
        milestone_problems(
            answers,
            is_dated=update.milestone.date_latest is not None,
            quarter_starts_on=update.quarterly_return.period.starts_on,
            today=london_day(at),
            expected_before=expected_before,
        )
    )
    return {**vars(answers), "is_confirmed_unchanged": False}


@transaction.atomic
def save_measure(
    *,
    update: MeasureUpdate,
    answers: FigureAnswers,
    comment: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
    on_behalf_of: str = "",
) -> None:
    """Save a measure's figure, or the reason there is none; refusals as ``save_milestone``.

    Of a measure that follows the record only the comment is taken: its figure is the record's.
    """
    refuse_strangers(actor, update.quarterly_return)
    columns = measure_columns(update, answers, comment)
    after = {**columns, ON_BEHALF_OF: post_words(on_behalf_of)}
    _write(update, after, version=version, actor=actor, at=at)


def measure_columns(update: MeasureUpdate, answers: FigureAnswers, comment: str) -> dict[str, Any]:
    """What is written for a figure; of a measure that follows the record the record's."""
    columns = figure_columns(update.measure, followed_answers(update) or answers)
    return {**columns, "comment": clean(comment)}


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
    on_behalf_of: str = "",
) -> None:
    """Save the locality's overview of the quarter; refusals as ``save_milestone``."""
    refuse_strangers(actor, quarterly_return)
    overview, post = clean(overview), post_words(on_behalf_of)
    refuse_problems({} if overview else {"overview": "Enter the overview of the quarter"})
    hold_open_return(quarterly_return, at=at)
    changed = QuarterlyReturn.objects.filter(
        pk=quarterly_return.pk, overview_version=version
    ).update(
        overview=overview,
        overview_on_behalf_of=post,
        overview_version=F("overview_version") + 1,
    )
    refuse_stale(changed)
    add_author(quarterly_return, actor)
    record(
        action="return.overview_saved",
        target=quarterly_return,
        actor=actor.person,
        at=at,
        before={"overview": quarterly_return.overview},
        after=_told({"overview": overview, ON_BEHALF_OF: post}),
    )


def post_words(words: str) -> str:
    """A post in one line. Raises IncompleteError for more than a line's worth."""
    post = " ".join(clean(words).split())
    if len(post) > LONGEST_POST:
        raise IncompleteError(f"Who you enter it for must be {LONGEST_POST} characters or fewer")
    return post


def _told(after: Mapping[str, Any]) -> dict[str, Any]:
    """What the history keeps: nothing of whom it was entered for when that was nobody else."""
    return {name: value for name, value in after.items() if value or name != ON_BEHALF_OF}


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
        raise StaleVersionError(SAVED_MEANWHILE)


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
    changed = (
        type(update)
        .objects.filter(pk=update.pk, version=version)
        .update(**after, version=F("version") + 1, updated_by_id=actor.person.pk, updated_at=at)
    )
    refuse_stale(changed)
    if not is_author_by(update, actor):
        add_author(quarterly_return, actor)
    saved_event(update, after, actor=actor, at=at).save()


def saved_event(
    update: MilestoneUpdate | MeasureUpdate,
    after: Mapping[str, Any],
    *,
    actor: Actor,
    at: dt.datetime,
) -> AuditEvent:
    """What the history keeps of an answer: the columns as they were and as they are."""
    return event(
        action=f"{update._meta.model_name}.saved",
        target=update,
        actor=actor.person,
        at=at,
        before=_told({field: getattr(update, field) for field in after}),
        after=_told(after),
    )


def is_author_by(update: MilestoneUpdate | MeasureUpdate, actor: Actor) -> bool:
    """Whether this very answer tells that ``actor`` is among the authors already.

    In a correction it names whoever gave it before, and a counted figure whoever submitted it.
    """
    is_followed = (
        isinstance(update, MeasureUpdate) and update.measure.collection == Collection.DERIVED
    )
    is_first = update.quarterly_return.revision == 1
    return is_first and not is_followed and update.updated_by_id == actor.person.pk


def add_author(quarterly_return: QuarterlyReturn, actor: Actor) -> None:
    ReturnAuthor.objects.bulk_create(
        [ReturnAuthor(quarterly_return=quarterly_return, user=actor.person)],
        ignore_conflicts=True,
    )
