"""Telling how the markings of a year spread over the boxes, once."""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import FinancialYear
from objectives.choices_reviews import ReviewKind
from objectives.models import MarkingSplit
from objectives.permissions.reviews import can_tell_split
from objectives.rules.markings import tellable
from objectives.selectors.markings import marked_sets

NOTHING_TO_TELL = (
    "Nothing can be released yet without naming somebody: the reviews of a group must all be "
    "complete, and its people enough and not nearly all in one box"
)


@transaction.atomic
def tell_split(
    *, year: FinancialYear, kind: ReviewKind, actor: Actor, at: dt.datetime
) -> MarkingSplit:
    """Freeze what may be told of the year's markings; see ``objectives.rules.markings``.

    Raises NotPermittedError, WrongStateError when it was told before, or IncompleteError, whose
    one message does not say which condition fails. Nothing is written then.
    """
    if not can_tell_split(actor):
        raise NotPermittedError("Only the Head of CS Local can release the split")
    groups = tellable(
        marked_sets(year, kind),
        smallest_group=settings.CSPLAN_SMALLEST_MARKED_GROUP,
        smallest_box=settings.CSPLAN_SMALLEST_MARKED_BOX,
    )
    if not groups:
        raise IncompleteError(NOTHING_TO_TELL)
    split = MarkingSplit(
        year_start=year.start_year, kind=kind, groups=groups, by=actor.person, at=at
    )
    try:
        with transaction.atomic():
            split.save()
    except IntegrityError as error:
        raise WrongStateError(
            "This split was released before, and is released once only"
        ) from error
    record(action="markingsplit.told", target=split, actor=actor.person, at=at)
    return split
