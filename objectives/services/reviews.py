"""Opening reviews and moving them from state to state. Each step happens once, or is refused.

Refused with NotPermittedError for somebody who may not take the step, with WrongStateError when
the review has moved on or has changed since ``version`` was read, and with IncompleteError when
something must be there first. Nothing is written then. What a review says goes into its own
tables; the history of events is told only which review it is, who writes it and its state.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.accounts.models import User
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import london_day
from csplan.core.text import accepted
from objectives.choices_reviews import ReviewAction, ReviewKind, ReviewState
from objectives.models import ObjectiveSet, Review, ReviewMark, ReviewStep
from objectives.permissions.progress import takes_reports
from objectives.permissions.reviews import can_be_reviewer, can_open_review, is_reviewer
from objectives.rules.reviews import next_state, unmarked_words
from objectives.selectors.in_force import objectives_in_force

MOVED_ON = "The review has changed since you opened this page. Look at it again"
NOT_THE_REVIEWER = "Only the reviewer can do this"
NO_SUCH_REVIEWER = (
    "Enter the address of somebody with an account who is not in the holder’s own office, an "
    "administrator or an auditor"
)


@transaction.atomic
def open_review(
    *,
    objective_set: ObjectiveSet,
    kind: ReviewKind,
    reviewer: str,
    actor: Actor,
    at: dt.datetime,
    is_illustrative: bool = False,
) -> Review:
    """Open a review with every objective in force, to be written by ``reviewer``, an address."""
    if not can_open_review(actor):
        raise NotPermittedError("Only the Head of CS Local can open a review")
    if not takes_reports(objective_set):
        raise WrongStateError("These objectives are not agreed yet, so they cannot be reviewed")
    user = _reviewer(reviewer, objective_set, at)
    review = Review(
        objective_set=objective_set, kind=kind, reviewer=user, is_illustrative=is_illustrative
    )
    try:
        with transaction.atomic():
            review.save()
    except IntegrityError as error:
        raise WrongStateError("This review is open already") from error
    ReviewMark.objects.bulk_create(
        ReviewMark(
            review=review,
            order=order,
            objective_id=each.pk,
            reference=each.reference,
            category=each.category,
            text=each.text,
        )
        for order, each in enumerate(objectives_in_force(objective_set), start=1)
    )
    _step(review, ReviewAction.OPEN, actor, at)
    return review


@transaction.atomic
def name_reviewer(
    *, review: Review, reviewer: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Have somebody else write the review from now on, until it is completed."""
    if not can_open_review(actor):
        raise NotPermittedError("Only the Head of CS Local can name the reviewer")
    user = _reviewer(reviewer, review.objective_set, at)
    unfinished = [ReviewState.DRAFT, ReviewState.SHARED]
    _change(review, version, unfinished, reviewer=user)
    record(
        action="review.reviewer_named",
        target=review,
        actor=actor.person,
        at=at,
        before={"reviewer": str(review.reviewer)},
        after={"reviewer": str(user)},
    )


@transaction.atomic
def share(*, review: Review, version: int, actor: Actor, at: dt.datetime) -> None:
    """Let the holder's private office read the review and comment on it."""
    _refuse_others(actor, review)
    stored = Review.objects.get(pk=review.pk)
    missing = unmarked_words(stored.marks.all(), has_overall=stored.mark is not None)
    if missing:
        raise IncompleteError(missing)
    _move(review, ReviewAction.SHARE, version, actor, at)


@transaction.atomic
def take_back(*, review: Review, version: int, actor: Actor, at: dt.datetime) -> None:
    """Write on what was shared; what it said then stays in its history."""
    _refuse_others(actor, review)
    _move(review, ReviewAction.TAKE_BACK, version, actor, at)


@transaction.atomic
def complete(*, review: Review, version: int, actor: Actor, at: dt.datetime) -> None:
    """Close the review as it was shared, with what the private office said of it."""
    _refuse_others(actor, review)
    _move(review, ReviewAction.COMPLETE, version, actor, at, completed_at=at)


@transaction.atomic
def reopen(*, review: Review, version: int, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Write on a completed review, saying why; what it said stays in its history."""
    _refuse_others(actor, review)
    reason = accepted(reason)
    if not reason:
        raise IncompleteError("Enter why the review is opened again")
    _move(review, ReviewAction.REOPEN, version, actor, at, reason=reason, completed_at=None)


def _reviewer(address: str, objective_set: ObjectiveSet, at: dt.datetime) -> User:
    """One answer for every address that will not do, so that none tells of an account."""
    user = User.objects.filter(email=address.strip().lower()).first()
    today = london_day(at)
    if user is None or not can_be_reviewer(user, objective_set, on=today):
        raise IncompleteError(NO_SUCH_REVIEWER)
    return user


def _refuse_others(actor: Actor, review: Review) -> None:
    if not is_reviewer(actor, review):
        raise NotPermittedError(NOT_THE_REVIEWER)


def _change(review: Review, version: int, states: Sequence[str], **values: Any) -> None:
    """Change the row, provided nothing changed since ``version`` was read."""
    rows = Review.objects.filter(pk=review.pk, version=version, state__in=states)
    if not rows.update(version=F("version") + 1, **values):
        raise WrongStateError(MOVED_ON)


def _move(
    review: Review,
    action: ReviewAction,
    version: int,
    actor: Actor,
    at: dt.datetime,
    *,
    reason: str = "",
    **values: Any,
) -> None:
    to = next_state(action, review.state)
    if to is None:
        raise WrongStateError(MOVED_ON)
    _change(review, version, [review.state], state=to, **values)
    _step(Review.objects.get(pk=review.pk), action, actor, at, reason=reason)


def _step(
    review: Review, action: ReviewAction, actor: Actor, at: dt.datetime, *, reason: str = ""
) -> None:
    """Keep what the review says now, and tell the history of events that it moved."""
    ReviewStep.objects.create(
        review=review,
        number=review.steps.count() + 1,
        action=action,
        reason=reason,
        content=_content(review),
        by=actor.person,
        at=at,
    )
    record(
        action=f"review.{action}",
        target=review,
        actor=actor.person,
        at=at,
        after={"state": review.state, "reviewer": str(review.reviewer)},
    )


def _content(review: Review) -> dict[str, Any]:
    return {
        "overall": {"mark": review.mark, "words": review.words},
        "comments": review.comments,
        "objectives": list(review.marks.values("reference", "text", "mark", "words")),
    }
