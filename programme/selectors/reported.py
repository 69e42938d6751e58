"""When localities reported on a quarter."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby

from programme.models import QuarterlyReturn, ReturnTransition
from programme.rules.oversight import first_submission

Reported = Mapping[int, dt.datetime | None]
"""By the return's key; the same for each revision of it."""


def reported_at(returns: Iterable[QuarterlyReturn]) -> Reported:
    """When the locality of each return first reported on its quarter; None if it has not.

    Where no steps of it are known, its row says when. One query.
    """
    returns = list(returns)
    known = _first_submissions(returns)
    return {each.pk: known.get(_key(each)) or each.submitted_at for each in returns}


Key = tuple[int, int]


def _key(each: QuarterlyReturn) -> Key:
    return each.period_id, each.locality_id


def _first_submissions(returns: list[QuarterlyReturn]) -> dict[Key, dt.datetime | None]:
    steps = ReturnTransition.objects.filter(
        quarterly_return__period__in={each.period_id for each in returns},
        quarterly_return__locality__in={each.locality_id for each in returns},
    )
    about = ("quarterly_return__period_id", "quarterly_return__locality_id")
    rows = steps.order_by(*about, "pk").values_list(*about, "action", "at")
    return {
        key: first_submission((action, at) for *_, action, at in done)
        for key, done in groupby(rows, key=lambda row: (row[0], row[1]))
    }
