"""The portfolio of examples of a set: added and withdrawn, never changed.

The history of events is told which example it is, and none of its words.
"""

import datetime as dt

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from csplan.core.text import accepted
from objectives.models import Example, Objective, ObjectiveSet
from objectives.permissions.feedback import can_keep_examples

STRANGER = "Only the holder’s private office can keep the examples"


@transaction.atomic
def add_example(
    *,
    objective_set: ObjectiveSet,
    words: str,
    happened_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    objective: Objective | None = None,
    evidence: str = "",
    is_illustrative: bool = False,
) -> Example:
    """Raises NotPermittedError, or IncompleteError for no words or a day to come."""
    _refuse_strangers(actor, objective_set)
    words, evidence = accepted(words), accepted(evidence)
    if not words:
        raise IncompleteError("Enter what the holder did")
    if happened_on > london_day(at):
        raise IncompleteError("The day it happened must be today or in the past")
    row = Example.objects.create(
        objective_set=objective_set,
        objective=objective,
        words=words,
        happened_on=happened_on,
        evidence=evidence,
        added_by=actor.person,
        added_at=at,
        is_illustrative=is_illustrative,
    )
    record(action="objectives.example_added", target=row, actor=actor.person, at=at)
    return row


@transaction.atomic
def withdraw_example(*, example: Example, actor: Actor, at: dt.datetime) -> None:
    """Take the example out of the portfolio. Raises NotPermittedError or WrongStateError."""
    _refuse_strangers(actor, example.objective_set)
    standing = Example.objects.filter(pk=example.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at):
        raise WrongStateError("This example was withdrawn already")
    record(action="objectives.example_withdrawn", target=example, actor=actor.person, at=at)


def _refuse_strangers(actor: Actor, objective_set: ObjectiveSet) -> None:
    if not can_keep_examples(actor, objective_set):
        raise NotPermittedError(STRANGER)
