"""Saving what the national team counts itself."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from programme.models import NationalFigure
from programme.permissions.measures import can_keep_national_figures
from programme.rules.measures import FigureAnswers
from programme.services.updates import figure_columns, refuse_stale
from programme.services.words import clean


@transaction.atomic
def save_national_figure(
    *,
    figure: NationalFigure,
    answers: FigureAnswers,
    comment: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Save a national measure's figure while its quarter is open.

    Raises NotPermittedError, WrongStateError, StaleVersionError when ``version`` is no longer
    the latest, or IncompleteError. Nothing is written then.
    """
    if not can_keep_national_figures(actor):
        raise NotPermittedError("Only the national team can report national figures")
    columns = figure_columns(figure.measure, answers) | {"comment": clean(comment)}
    _hold_open_period(figure.period_id, at=at)
    before = {name: getattr(figure, name) for name in columns}
    changed = NationalFigure.objects.filter(pk=figure.pk, version=version).update(
        **columns, version=F("version") + 1, updated_by_id=actor.person.pk, updated_at=at
    )
    refuse_stale(changed)
    record(
        action="nationalfigure.saved",
        target=figure,
        actor=actor.person,
        at=at,
        before=before,
        after=columns,
    )


def _hold_open_period(pk: int, *, at: dt.datetime) -> None:
    """Hold the quarter for the rest of the transaction; closing it waits, or is seen here."""
    held = ReportingPeriod.objects.select_for_update().get(pk=pk)
    if not held.is_open_at(at):
        raise WrongStateError(f"{held.quarter.short_label} is not open for reporting")
