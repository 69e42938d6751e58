"""What somebody may say that a date means, instead of what csplan reads."""

import datetime as dt

from csplan.core.worded_dates import DateKind

NEEDS_LATEST = frozenset({DateKind.EXACT, DateKind.BY_END, DateKind.WITHIN})
NEEDS_EARLIEST = frozenset({DateKind.WITHIN, DateKind.FROM})


def date_problems(
    phrase: str, kind: str, earliest: dt.date | None, latest: dt.date | None
) -> dict[str, str]:
    """Why a date cannot stand as it was typed, by field; nothing when it can."""
    if not phrase and (kind not in ("", DateKind.UNDATED) or earliest or latest):
        return {"date_phrase": "Enter the words of the date, or clear what they mean"}
    if phrase and not kind:
        return {"date_kind": "Select what kind of date it is"}
    if kind == DateKind.UNDATED and (earliest or latest):
        return {"date_kind": "Select another kind of date, or clear the days"}
    if kind in NEEDS_LATEST and latest is None:
        return {"date_latest": "Enter the latest day"}
    if kind in NEEDS_EARLIEST and earliest is None:
        return {"date_earliest": "Enter the earliest day"}
    if earliest and latest and earliest > latest:
        return {"date_latest": "The latest day must not be before the earliest day"}
    if kind == DateKind.EXACT and earliest and earliest != latest:
        return {"date_latest": "An exact day is both the earliest and the latest"}
    return {}
