"""Taking a measure's figure from the record of delivery."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import WrongStateError
from programme.models import MeasureUpdate, QuarterlyReturn
from programme.rules.measures import FigureAnswers
from programme.selectors.derived import RecordFigure, figure_for, figures_followed
from programme.services.updates import save_measure


@transaction.atomic
def use_record(
    *, update: MeasureUpdate, version: int, actor: Actor, at: dt.datetime
) -> RecordFigure:
    """Report the figure the record gives now, keeping the comment; refusals as ``save_measure``.

    Raises WrongStateError when the measure does not follow the record.
    """
    figure = figure_for(update)
    if figure is None:
        raise WrongStateError("This measure is not counted from the record")
    save_measure(
        update=update,
        answers=FigureAnswers(figure.value),
        comment=update.comment,
        version=version,
        actor=actor,
        at=at,
    )
    return figure


@transaction.atomic
def write_followed_figures(
    *, quarterly_return: QuarterlyReturn, actor: Actor, at: dt.datetime
) -> None:
    """Write into a return that is being submitted what the record says now.

    From then on the return says what its SRO signs, even when the record grows. The caller has
    checked who submits, and goes on to submit.
    """
    followed = figures_followed(quarterly_return)
    updates = quarterly_return.measure_updates.filter(measure__in=followed)
    for update in updates.select_related("measure", "quarterly_return__locality"):
        _write_followed(update, followed[update.measure_id], actor=actor, at=at)


def _write_followed(
    update: MeasureUpdate, figure: RecordFigure, *, actor: Actor, at: dt.datetime
) -> None:
    if update.is_reported and update.value == figure.value:
        return
    before = {"value": update.value}
    MeasureUpdate.objects.filter(pk=update.pk).update(
        value=figure.value,
        numerator=None,
        denominator=None,
        not_available_reason="",
        version=F("version") + 1,
        updated_by_id=actor.person.pk,
        updated_at=at,
    )
    record(
        action="measureupdate.counted",
        target=update,
        actor=actor.person,
        at=at,
        before=before,
        after={"value": figure.value},
    )
