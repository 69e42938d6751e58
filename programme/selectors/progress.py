"""How far a return has got, and who has written in it."""

from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn, ReturnAuthor
from programme.selectors.derived import FOLLOWS_THE_RECORD


def author_ids(quarterly_return: QuarterlyReturn) -> frozenset[int]:
    """The people who wrote in the return, or submitted it."""
    written = ReturnAuthor.objects.filter(quarterly_return=quarterly_return)
    ids = frozenset(written.values_list("user_id", flat=True))
    if quarterly_return.submitted_by_id is None:
        return ids
    return ids | {quarterly_return.submitted_by_id}


def unanswered_count(quarterly_return: QuarterlyReturn) -> int:
    """How many milestones, measures and overviews of the return nobody has reported yet.

    What csplan counts from the record waits for nobody.
    """
    unreported = {"quarterly_return": quarterly_return, "version": 0}
    milestones = MilestoneUpdate.objects.filter(**unreported).count()
    measures = MeasureUpdate.objects.filter(**unreported).exclude(FOLLOWS_THE_RECORD).count()
    return milestones + measures + (0 if quarterly_return.overview else 1)
