"""Putting an earlier quarter's figure right; what it was before is kept."""

import datetime as dt

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    SAVED_MEANWHILE,
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from programme.choices import AFTER_SUBMISSION
from programme.models import MeasureUpdate, NationalFigure, QuarterlyReturn, Restatement
from programme.permissions.measures import can_keep_national_figures
from programme.rules.measures import FigureAnswers, figure_words
from programme.services.updates import (
    add_author,
    figure_columns,
    followed_answers,
    hold_open_return,
    refuse_strangers,
)
from programme.services.words import clean

NO_REASON = "Enter why the figure is put right"
SAME_FIGURE = "This is the figure that stands already"


@transaction.atomic
def restate_figure(
    *,
    update: MeasureUpdate,
    restated_in: QuarterlyReturn,
    answers: FigureAnswers,
    reason: str,
    seen: int,
    actor: Actor,
    at: dt.datetime,
) -> Restatement:
    """Put right what the same locality reported for an earlier quarter, from an open return.

    ``seen`` is how often the figure had been put right when the page was opened. The figure of
    a measure that follows the record is what the record says now. Raises NotPermittedError;
    WrongStateError unless ``restated_in`` is open and the other return was submitted before;
    StaleVersionError; or IncompleteError. Nothing is written then.
    """
    refuse_strangers(actor, restated_in)
    _refuse_other_returns(update.quarterly_return, restated_in)
    hold_open_return(restated_in, at=at)
    held = MeasureUpdate.objects.select_for_update(of=("self",)).select_related("measure")
    stored = held.get(pk=update.pk)
    restatement = _restated(stored, followed_answers(update) or answers, reason, seen)
    restatement.update, restatement.restated_in = stored, restated_in
    restatement.by, restatement.at = actor.person, at
    restatement.save()
    add_author(restated_in, actor)
    quarter = update.quarterly_return.period.quarter.short_label
    _record(restatement, stored, "return.figure_restated", restated_in, quarter, actor, at)
    return restatement


@transaction.atomic
def restate_national_figure(
    *,
    figure: NationalFigure,
    answers: FigureAnswers,
    reason: str,
    seen: int,
    actor: Actor,
    at: dt.datetime,
) -> Restatement:
    """Put right a national figure whose quarter is closed; refusals as ``restate_figure``."""
    if not can_keep_national_figures(actor):
        raise NotPermittedError("Only the national team can put a national figure right")
    if not figure.period.is_closed_at(at):
        raise WrongStateError("The quarter is still open: change its figure instead")
    held = NationalFigure.objects.select_for_update(of=("self",)).select_related("measure")
    stored = held.get(pk=figure.pk)
    if not stored.is_reported:
        raise WrongStateError("Nothing was reported for this quarter")
    restatement = _restated(stored, answers, reason, seen)
    restatement.national_figure = stored
    restatement.by, restatement.at = actor.person, at
    restatement.save()
    quarter = figure.period.quarter.short_label
    _record(restatement, stored, "nationalfigure.restated", stored, quarter, actor, at)
    return restatement


def _refuse_other_returns(earlier: QuarterlyReturn, restated_in: QuarterlyReturn) -> None:
    is_earlier = earlier.period.starts_on < restated_in.period.starts_on
    if earlier.locality_id != restated_in.locality_id or not is_earlier:
        raise WrongStateError("Only this locality’s earlier quarters can be put right here")
    if earlier.state not in AFTER_SUBMISSION:
        raise WrongStateError(f"{earlier} is not submitted: change its figure instead")


def _restated(
    stored: MeasureUpdate | NationalFigure, answers: FigureAnswers, reason: str, seen: int
) -> Restatement:
    """The row to add, not saved yet: the new figure, beside the one that stood until now."""
    earlier = list(stored.restatements.order_by("pk"))
    if len(earlier) != seen:
        raise StaleVersionError(SAVED_MEANWHILE)
    words = clean(reason)
    if not words:
        raise IncompleteError(NO_REASON)
    columns = figure_columns(stored.measure, answers)
    if columns["value"] is None:
        raise IncompleteError("Enter the figure as it should be")
    latest = earlier[-1] if earlier else stored
    figure = {name: columns.get(name) for name in ("value", "numerator", "denominator")}
    if all(getattr(latest, name) == value for name, value in figure.items()):
        raise IncompleteError(SAME_FIGURE)
    return Restatement(**figure, previous_value=latest.value, reason=words)


def _record(
    restatement: Restatement,
    stored: MeasureUpdate | NationalFigure,
    action: str,
    target: QuarterlyReturn | NationalFigure,
    quarter: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    unit = stored.measure.unit
    was = restatement.previous_value
    figure = f"Figure of {quarter}: {stored.measure.title}"
    record(
        action=action,
        target=target,
        actor=actor.person,
        at=at,
        before={figure: "not available" if was is None else figure_words(was, unit)},
        after={figure: figure_words(restatement.value, unit), "reason": restatement.reason},
    )
