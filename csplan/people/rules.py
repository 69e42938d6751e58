"""Figures and rules of accounts that need no database."""

import datetime as dt

INVITATION_LASTS = dt.timedelta(days=7)
DORMANT_AFTER_DAYS = 90
"""How long somebody may stay away before the report of leavers names them."""

EARLIEST_END = dt.timedelta(days=1)
"""A role may be ended as of yesterday, which takes it away at once, and no earlier: who held
what stays true."""


def is_dormant(last_seen: dt.datetime | None, *, at: dt.datetime, days: int) -> bool:
    """Whether somebody has not signed in for that many days, or never."""
    return last_seen is None or at - last_seen >= dt.timedelta(days=days)
