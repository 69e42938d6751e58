"""Moving a return from state to state. Each transition happens once, or is refused."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.models import ReportingPeriod
from programme.choices import AFTER_ACCEPTANCE, ReturnAction, ReturnState
from programme.dispatch import enqueue_draft
from programme.models import QuarterlyReturn, ReturnTransition
from programme.permissions.returns import (
    can_accept,
    can_send_back,
    can_sign_off,
    can_submit,
    can_withdraw,
)
from programme.rules.returns import may_send_back, next_state, remarks_summary
from programme.selectors import author_ids, unanswered_count
from programme.selectors.ratings import unexplained
from programme.services.derived import write_followed_figures
from programme.services.periods import ask_no_more
from programme.services.remarks import keep_remarks
from programme.services.telling import (
    tell_of_sending_back,
    tell_of_sign_off,
    tell_of_submission,
)
from programme.services.words import clean

UNSIGNED: Mapping[str, None] = {
    f"{verb}_{field}": None
    for verb in ("submitted", "signed_off", "accepted")
    for field in ("by", "at")
}

PAST: Mapping[ReturnAction, str] = {
    ReturnAction.SUBMIT: "submitted",
    ReturnAction.WITHDRAW: "withdrawn",
    ReturnAction.SIGN_OFF: "signed off",
    ReturnAction.SEND_BACK: "sent back",
    ReturnAction.ACCEPT: "accepted",
    ReturnAction.PUBLISH: "published",
    ReturnAction.CORRECT: "opened for correction",
}


@transaction.atomic
def submit_return(
    *, quarterly_return: QuarterlyReturn, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Put a complete return before its SRO.

    Raises NotPermittedError, IncompleteError while anything is unanswered or a rating that
    differs from csplan's is not explained, or WrongStateError when it has moved on or changed
    since ``version`` was read. Nothing is written then.
    """
    if not can_submit(actor, quarterly_return):
        raise NotPermittedError("Only the locality’s co-ordinator can submit its return")
    if missing := unanswered_count(quarterly_return):
        noun = "answer is" if missing == 1 else "answers are"
        raise IncompleteError(f"{missing} {noun} still missing from this return")
    if waiting := len(unexplained(quarterly_return)):
        noun = "rating differs" if waiting == 1 else "ratings differ"
        raise IncompleteError(
            f"{waiting} {noun} from what the evidence suggests, without a word why",
            code="unexplained",
        )
    write_followed_figures(quarterly_return=quarterly_return, actor=actor, at=at)
    transition = _move(
        quarterly_return,
        ReturnAction.SUBMIT,
        version=version,
        by=actor.person,
        at=at,
        changes={"submitted_by": actor.person, "submitted_at": at},
    )
    tell_of_submission(transition)


@transaction.atomic
def withdraw_return(
    *, quarterly_return: QuarterlyReturn, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Take a submitted return back before its SRO has signed it; refusals as ``submit_return``."""
    if not can_withdraw(actor, quarterly_return):
        raise NotPermittedError("Only the locality’s co-ordinator can withdraw its return")
    _move(
        quarterly_return,
        ReturnAction.WITHDRAW,
        version=version,
        by=actor.person,
        at=at,
        changes=UNSIGNED,
    )


@transaction.atomic
def sign_off_return(
    *, quarterly_return: QuarterlyReturn, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Put the SRO's name to a submitted return; never by anybody who wrote in it."""
    if not can_sign_off(actor, quarterly_return, author_ids=author_ids(quarterly_return)):
        raise NotPermittedError(
            "Only the locality’s SRO can sign off its return, and not if they wrote in it"
        )
    transition = _move(
        quarterly_return,
        ReturnAction.SIGN_OFF,
        version=version,
        by=actor.person,
        at=at,
        changes={"signed_off_by": actor.person, "signed_off_at": at},
    )
    tell_of_sign_off(transition)


@transaction.atomic
def send_back_return(
    *,
    quarterly_return: QuarterlyReturn,
    version: int,
    reason: str,
    actor: Actor,
    at: dt.datetime,
    remarks: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Return it to the co-ordinator, saying why; the signatures so far are cleared.

    ``remarks`` say what must change in single answers, named as "milestone-12", "measure-3"
    or "overview", and will do for a reason.
    """
    if not can_send_back(actor, quarterly_return):
        raise NotPermittedError("Only its SRO or the national team can send this return back")
    if not may_send_back(quarterly_return.state, is_national=actor.has(Role.NATIONAL_TEAM)):
        raise WrongStateError(_cannot(ReturnAction.SEND_BACK, quarterly_return))
    asked = {answer: words for answer, text in remarks.items() if (words := clean(text))}
    reason = clean(reason) or remarks_summary(len(asked))
    if not reason:
        raise IncompleteError("Enter why you are sending the return back")
    transition = _move(
        quarterly_return,
        ReturnAction.SEND_BACK,
        version=version,
        by=actor.person,
        at=at,
        changes=UNSIGNED,
        reason=reason,
    )
    keep_remarks(transition, asked)
    tell_of_sending_back(transition)


@transaction.atomic
def accept_return(
    *, quarterly_return: QuarterlyReturn, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Accept a signed-off return for the monitoring pack; never by anybody who wrote in it.

    What it says is complete is asked about no more in a later quarter that is open already.
    """
    if not can_accept(actor, author_ids=author_ids(quarterly_return)):
        raise NotPermittedError("Only the national team can accept a return they did not write")
    _move(
        quarterly_return,
        ReturnAction.ACCEPT,
        version=version,
        by=actor.person,
        at=at,
        changes={"accepted_by": actor.person, "accepted_at": at},
    )
    ask_no_more(quarterly_return)
    if _is_complete(quarterly_return.period):
        transaction.on_commit(partial(enqueue_draft, quarterly_return.period_id))


def _is_complete(period: ReportingPeriod) -> bool:
    """Whether no locality's return of the quarter is still to be accepted. One query."""
    latest = QuarterlyReturn.objects.for_period(period).latest_revisions()
    return not latest.exclude(state__in=AFTER_ACCEPTANCE).exists()


@transaction.atomic
def publish_returns(
    *, versions: Iterable[tuple[int, int]], published_by: User, at: dt.datetime
) -> None:
    """Mark the accepted returns a published pack holds.

    ``versions`` are (return id, version) as the pack's snapshot has them. Raises
    WrongStateError when any has changed since; then none is marked. Returns that an earlier
    edition published already are left as they are.
    """
    wanted = dict(versions)
    returns = QuarterlyReturn.objects.select_related("locality", "period").filter(pk__in=wanted)
    for quarterly_return in returns.order_by("pk"):
        _publish(quarterly_return, version=wanted[quarterly_return.pk], by=published_by, at=at)


def _publish(
    quarterly_return: QuarterlyReturn, *, version: int, by: User, at: dt.datetime
) -> None:
    if quarterly_return.state == ReturnState.PUBLISHED and quarterly_return.version == version:
        return
    _move(quarterly_return, ReturnAction.PUBLISH, version=version, by=by, at=at, changes={})


def _move(
    quarterly_return: QuarterlyReturn,
    action: ReturnAction,
    *,
    version: int,
    by: User,
    at: dt.datetime,
    changes: Mapping[str, Any],
    reason: str = "",
) -> ReturnTransition:
    """Make the transition if the return is still in the state and version the person saw.

    Publishing keeps the version, so that the same pack may be compared with it again.
    """
    from_state = quarterly_return.state
    to_state = next_state(action, from_state)
    if to_state is None:
        raise WrongStateError(_cannot(action, quarterly_return))
    step = 0 if action == ReturnAction.PUBLISH else 1
    moved = QuarterlyReturn.objects.filter(
        pk=quarterly_return.pk, state=from_state, version=version
    ).update(state=to_state, version=F("version") + step, **changes)
    if not moved:
        raise WrongStateError(
            f"{quarterly_return} has changed since you opened it. Read it again before you decide"
        )
    transition = ReturnTransition.objects.create(
        quarterly_return=quarterly_return,
        action=action,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        by=by,
        at=at,
    )
    record(
        action=f"return.{PAST[action].replace(' ', '_')}",
        target=quarterly_return,
        actor=by,
        at=at,
        before={"state": from_state},
        after={"state": to_state, "reason": reason},
    )
    return transition


def _cannot(action: ReturnAction, quarterly_return: QuarterlyReturn) -> str:
    state = quarterly_return.get_state_display().lower()
    return f"{quarterly_return} cannot be {PAST[action]} now: it is {state}"
