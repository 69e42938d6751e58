"""Writing a review: what is said of each objective and of the year, and what is said of it.

Refused as in ``objectives.services.reviews``, and with StaleVersionError when somebody saved the
same part since ``version`` was read. A part can be written only in its state, and the statement
that checks that is the one that holds the review until the part is saved: nothing is written
after a step it missed.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    SAVED_MEANWHILE,
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.text import accepted
from objectives.choices_reviews import ReviewState
from objectives.models import Review, ReviewMark
from objectives.permissions.reviews import can_comment, is_reviewer
from objectives.rules.reviews import Judgement, judgement_problems
from objectives.services.reviews import NOT_THE_REVIEWER


@transaction.atomic
def save_mark(
    *, mark: ReviewMark, said: Judgement, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Save what the reviewer says of one objective."""
    said = _written(mark.review, said, actor)
    rows = ReviewMark.objects.filter(pk=mark.pk, version=version)
    _refuse_stale(rows.update(mark=said.mark, words=said.words, version=F("version") + 1))
    _record(mark.review, actor, at, part=f"objective {mark.reference}".strip())


@transaction.atomic
def save_overall(
    *, review: Review, said: Judgement, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Save what the reviewer says of the whole."""
    said = _written(review, said, actor)
    rows = Review.objects.filter(pk=review.pk, overall_version=version)
    changes: dict[str, Any] = {"mark": said.mark, "words": said.words}
    _refuse_stale(rows.update(**changes, overall_version=F("overall_version") + 1))
    _record(review, actor, at, part="overall")


@transaction.atomic
def save_comments(
    *, review: Review, words: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Save what the holder's private office says of a review that is shared with it."""
    if not can_comment(actor, review):
        raise NotPermittedError("Only the holder’s private office can comment on the review")
    words = accepted(words)
    _hold(review, ReviewState.SHARED, "Comments are taken while a review is shared, only")
    rows = Review.objects.filter(pk=review.pk, comments_version=version)
    _refuse_stale(rows.update(comments=words, comments_version=F("comments_version") + 1))
    _record(review, actor, at, part="comments")


def _written(review: Review, said: Judgement, actor: Actor) -> Judgement:
    if not is_reviewer(actor, review):
        raise NotPermittedError(NOT_THE_REVIEWER)
    said = Judgement(said.mark, accepted(said.words))
    problems = judgement_problems(said)
    if problems:
        raise IncompleteError(". ".join(problems.values()))
    _hold(review, ReviewState.DRAFT, "The review has been shared. Take it back to write on it")
    return said


def _hold(review: Review, state: ReviewState, otherwise: str) -> None:
    rows = Review.objects.filter(pk=review.pk, state=state)
    if not rows.update(version=F("version") + 1):
        raise WrongStateError(otherwise)


def _refuse_stale(changed: int) -> None:
    if not changed:
        raise StaleVersionError(SAVED_MEANWHILE)


def _record(review: Review, actor: Actor, at: dt.datetime, *, part: str) -> None:
    """That something was written, and never what."""
    record(action="review.saved", target=review, actor=actor.person, at=at, after={"part": part})
