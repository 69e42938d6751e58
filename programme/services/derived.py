"""Taking a measure's figure from the record of delivery."""

import datetime as dt

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.core.errors import WrongStateError
from programme.models import MeasureUpdate
from programme.selectors.derived import RecordFigure, figure_for
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
        value=figure.value,
        not_available_reason="",
        comment=update.comment,
        version=version,
        actor=actor,
        at=at,
    )
    return figure
