"""Days and months of a set of objectives in words."""

import datetime as dt

from csplan.core.worded_moments import date_words

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def day_words(iso: str | None) -> str:
    """10 January 2014; empty for None."""
    return date_words(dt.date.fromisoformat(iso)) if iso else ""
