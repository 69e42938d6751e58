"""Moving a set of objectives from state to state. Each step happens once, or is refused.

A step is refused with NotPermittedError for somebody who may not take it, with WrongStateError
when the set has moved on or has changed since ``version`` was read, and with IncompleteError,
saying what to do, when something must be there first. Nothing is written then.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from csplan.core.text import accepted
from objectives.choices import SetAction, SetState
from objectives.models import Objective, ObjectiveSet, SetRevision
from objectives.permissions.sets import can_agree, can_amend, can_decide, can_submit
from objectives.rules.content import content_digest
from objectives.rules.states import CANNOT, effective_day_problem, next_state
from objectives.selectors.content import revision_content
from objectives.selectors.revisions import amendment_changes
from objectives.services.release import release

UNDECIDED: Mapping[str, None] = {
    "submitted_by": None, "submitted_at": None, "agreed_by": None, "agreed_at": None,
}  # fmt: skip


@transaction.atomic
def submit(*, objective_set: ObjectiveSet, version: int, actor: Actor, at: dt.datetime) -> None:
    """Put the set before the Head of CS Local, who agrees it or sends it back."""
    if not can_submit(actor, objective_set):
        raise NotPermittedError("Only the holder’s private office can submit these objectives")
    _refuse_nothing(objective_set)
    changes = {"submitted_by": actor.person, "submitted_at": at}
    _move(objective_set, SetAction.SUBMIT, version, by=actor.person, at=at, changes=changes)


@transaction.atomic
def send_back(
    *, objective_set: ObjectiveSet, version: int, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Return the set to its private office, saying what must change."""
    if not can_decide(actor):
        raise NotPermittedError("Only the Head of CS Local can send objectives back")
    reason = accepted(reason)
    if not reason:
        raise IncompleteError("Enter why you are sending the objectives back")
    _move(
        objective_set,
        SetAction.SEND_BACK,
        version,
        by=actor.person,
        at=at,
        changes=UNDECIDED,
        told={"reason": reason},
    )


@transaction.atomic
def agree(*, objective_set: ObjectiveSet, version: int, actor: Actor, at: dt.datetime) -> None:
    """Agree what was submitted; never by whoever submitted it."""
    if not can_agree(actor, objective_set):
        raise NotPermittedError(
            "Only the Head of CS Local can agree objectives, and not if they submitted them"
        )
    changes = {"agreed_by": actor.person, "agreed_at": at}
    _move(objective_set, SetAction.AGREE, version, by=actor.person, at=at, changes=changes)


@transaction.atomic
def publish(
    *,
    objective_set: ObjectiveSet,
    version: int,
    effective_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    regardless: str = "",
) -> SetRevision:
    """Freeze what was agreed as the next revision, which anybody may read from now on.

    ``regardless`` is why it is published in spite of what the quality check found.
    """
    if not can_decide(actor):
        raise NotPermittedError("Only the Head of CS Local can publish objectives")
    told = {"published_regardless": words} if (words := accepted(regardless)) else {}
    return _publish(objective_set, version, effective_on, by=actor.person, at=at, told=told)


@transaction.atomic
def publish_transcribed(
    *, objective_set: ObjectiveSet, effective_on: dt.date, at: dt.datetime
) -> SetRevision:
    """Freeze as revision 1 what was published elsewhere before csplan held it.

    For loading published documents: nobody submits or agrees it here. Raises WrongStateError
    when the set has a revision already.
    """
    objective_set.refresh_from_db()
    if objective_set.is_public:
        raise WrongStateError(f"{objective_set} is published already")
    objective_set.state = SetState.AGREED
    objective_set.save(update_fields=["state"])
    return _publish(objective_set, objective_set.version, effective_on, by=None, at=at, told={})


@transaction.atomic
def begin_amendment(
    *, objective_set: ObjectiveSet, version: int, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Open a published set for amendment. The public read the last revision meanwhile."""
    if not can_amend(actor, objective_set):
        raise NotPermittedError("Only the holder’s private office or the Head of CS Local can "
                                "amend these objectives")  # fmt: skip
    reason = accepted(reason)
    if not reason:
        raise IncompleteError("Enter why the objectives are amended")
    _move(
        objective_set,
        SetAction.AMEND,
        version,
        by=actor.person,
        at=at,
        changes={**UNDECIDED, "amendment_reason": reason},
        told={"reason": reason},
    )


@transaction.atomic
def end_amendment(
    *, objective_set: ObjectiveSet, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Give up an amendment that has changed nothing, or whose changes were undone."""
    if not can_amend(actor, objective_set):
        raise NotPermittedError("Only the holder’s private office or the Head of CS Local can "
                                "end an amendment")  # fmt: skip
    if not objective_set.is_public:
        raise WrongStateError("These objectives have not been published yet")
    _move(
        objective_set,
        SetAction.END_AMENDMENT,
        version,
        by=actor.person,
        at=at,
        changes={"amendment_reason": ""},
    )
    if amendment_changes(objective_set):
        raise IncompleteError("Undo the changes first: they are listed below")


def _publish(
    objective_set: ObjectiveSet,
    version: int,
    effective_on: dt.date,
    *,
    by: User | None,
    at: dt.datetime,
    told: Mapping[str, Any],
) -> SetRevision:
    """The state first, which holds the row; then what stands in it is read and frozen."""
    _refuse_day(objective_set, effective_on, today=london_day(at))
    number, reason = objective_set.revision_number + 1, objective_set.amendment_reason
    because = {"reason": reason} if reason else {}
    _move(
        objective_set,
        SetAction.PUBLISH,
        version,
        by=by,
        at=at,
        changes={"revision_number": number, "amendment_reason": ""},
        told={"revision": number, "effective_on": effective_on, **because, **told},
    )
    frozen = ObjectiveSet.objects.select_related("department", "source", "follows")
    content = revision_content(frozen.get(pk=objective_set.pk), number, effective_on, reason)
    revision = SetRevision.objects.create(
        objective_set=objective_set,
        number=number,
        effective_on=effective_on,
        reason=reason,
        content=content,
        digest=content_digest(content),
        published_by=by,
        published_at=at,
    )
    release(revision, at=at)
    return revision


def _refuse_nothing(objective_set: ObjectiveSet) -> None:
    """Objectives with no objective in them are nobody's to agree."""
    standing = Objective.objects.filter(withdrawn_at=None)
    if not standing.filter(category__objective_set=objective_set).exists():
        raise IncompleteError("Add at least one objective before you submit")


def _refuse_day(objective_set: ObjectiveSet, day: dt.date, *, today: dt.date) -> None:
    last = objective_set.revisions.values_list("effective_on", flat=True).first()
    problem = effective_day_problem(day, year=objective_set.year, last=last, today=today)
    if problem:
        raise IncompleteError(problem)


def _move(
    objective_set: ObjectiveSet,
    action: SetAction,
    version: int,
    *,
    by: User | None,
    at: dt.datetime,
    changes: Mapping[str, Any],
    told: Mapping[str, Any] | None = None,
) -> None:
    """Take the step if the set is still in the state and version the person saw.

    ``objective_set`` is then as the step has left it.
    """
    from_state = objective_set.state
    to_state = next_state(action, from_state)
    if to_state is None:
        now = objective_set.get_state_display().lower()
        raise WrongStateError(f"These objectives cannot be {CANNOT[action]} now: they are {now}")
    moved = ObjectiveSet.objects.filter(
        pk=objective_set.pk, state=from_state, version=version
    ).update(state=to_state, version=F("version") + 1, **changes)
    if not moved:
        raise WrongStateError(
            "These objectives have changed since you opened them. Read them again before you "
            "decide"
        )
    record(
        action=f"objectiveset.{action.value}",
        target=objective_set,
        actor=by,
        at=at,
        before={"state": from_state},
        after={"state": to_state, **(told or {})},
    )
    objective_set.refresh_from_db()
