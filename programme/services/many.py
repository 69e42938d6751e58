"""Saving many answers of one return at once: as many statements for three hundred as for three."""

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.models import ON_BEHALF_OF
from csplan.audit.services import record_all
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.rules.measures import FigureAnswers
from programme.selectors.unchanged import UnchangedMilestone
from programme.services.updates import (
    add_author,
    hold_open_return,
    is_author_by,
    measure_columns,
    milestone_columns,
    post_words,
    refuse_stale,
    refuse_strangers,
    saved_event,
)

UpdateT = TypeVar("UpdateT", MilestoneUpdate, MeasureUpdate)
BATCH = 500


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
    on_behalf_of: str = "",
) -> frozenset[int]:
    """Save the figures of several measures of one return, each with its own event.

    Gives the measures that somebody else saved meanwhile, which are left as they are. Refusals
    as ``save_milestone``, StaleVersionError only when it was every one of them; nothing is
    written then.
    """
    refuse_strangers(actor, quarterly_return)
    after = {save.update.pk: _reported(save, actor, on_behalf_of) for save in saves}
    hold_open_return(quarterly_return, at=at)
    # The return is held, and whoever saves an answer holds it first: this stays true.
    stored = MeasureUpdate.objects.filter(pk__in=after).values_list("pk", "version")
    versions = dict(stored)
    fresh = [save for save in saves if versions.get(save.update.pk) == save.version]
    refuse_stale(len(fresh))
    _write_all([(save.update, after[save.update.pk]) for save in fresh], versions, actor, at)
    saved = {save.update.measure_id for save in fresh}
    return frozenset(save.update.measure_id for save in saves) - saved


def _reported(save: MeasureSave, actor: Actor, on_behalf_of: str) -> dict[str, Any]:
    """The columns of a figure; whoever entered it for somebody else goes on doing so."""
    is_own = save.update.updated_by_id == actor.person.pk
    columns = measure_columns(save.update, save.answers, save.comment)
    before = save.update.on_behalf_of if is_own else ""
    return {**columns, ON_BEHALF_OF: post_words(on_behalf_of) or before}


@transaction.atomic
def confirm_unchanged(
    *,
    unchanged: Sequence[UnchangedMilestone],
    actor: Actor,
    at: dt.datetime,
    on_behalf_of: str = "",
) -> None:
    """Report each milestone as it stood last quarter, as confirmed by ``actor``; all or none.

    Refusals as ``save_milestone``; StaleVersionError when somebody has reported one meanwhile.
    """
    if not unchanged:
        return
    post = {ON_BEHALF_OF: post_words(on_behalf_of)}
    wanted = [(each.update, {**_confirmed(each, actor, at), **post}) for each in unchanged]
    hold_open_return(unchanged[0].update.quarterly_return, at=at)
    _write_all(wanted, {update.pk: 0 for update, _ in wanted}, actor, at)


def _confirmed(each: UnchangedMilestone, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The columns of last quarter's answers, whose date is the one expected before."""
    columns = milestone_columns(
        each.update, each.answers, actor=actor, at=at, expected_before=each.answers.forecast_on
    )
    return {**columns, "is_confirmed_unchanged": True}


def _write_all(
    wanted: Sequence[tuple[UpdateT, Mapping[str, Any]]],
    versions: Mapping[int, int],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Write the columns over ``versions``; StaleVersionError unless all are still that."""
    update, _ = wanted[0]
    own = update.quarterly_return
    written = [_written(row, after, versions[row.pk], actor, at) for row, after in wanted]
    over = type(update).objects.filter(version__in=set(versions.values()))
    names: list[str] = sorted({name for _, after in wanted for name in after})
    fields = [*names, "version", "updated_by", "updated_at"]
    changed = over.bulk_update(written, fields, batch_size=BATCH)
    refuse_stale(changed == len(wanted))
    if not all(is_author_by(row, actor) for row, _ in wanted):
        add_author(own, actor)
    record_all(saved_event(row, after, actor=actor, at=at) for row, after in wanted)


def _written(
    update: UpdateT, after: Mapping[str, Any], version: int, actor: Actor, at: dt.datetime
) -> UpdateT:
    """The update as it will stand; the one given stays as it was, for the history."""
    written = copy.copy(update)
    changes = {**after, "version": version + 1, "updated_by": actor.person, "updated_at": at}
    for name, value in changes.items():
        setattr(written, name, value)
    return written
