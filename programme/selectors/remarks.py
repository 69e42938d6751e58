"""What still waits to be put right in a return that was sent back."""

from collections.abc import Mapping

from django.db.models import F, Q

from programme.choices import ReturnState
from programme.models import QuarterlyReturn, ReturnRemark


def open_remarks(quarterly_return: QuarterlyReturn) -> Mapping[str, str]:
    """What was asked of answers not saved since, by their names: "milestone-12", "measure-3".

    Only of a return that is open again. One query, or none.
    """
    if quarterly_return.state != ReturnState.OPEN or not quarterly_return.version:
        return {}
    unsettled = Q(milestone_update__version=F("seen_version")) | Q(
        measure_update__version=F("seen_version")
    )
    rows = (
        ReturnRemark.objects.filter(unsettled, transition__quarterly_return=quarterly_return)
        .order_by("pk")
        .values_list("milestone_update__milestone", "measure_update__measure", "words")
    )
    return {
        f"milestone-{milestone}" if milestone else f"measure-{measure}": words
        for milestone, measure, words in rows
    }
