"""What is near enough to be in somebody's daily email: no database, no clock."""

import datetime as dt

from csplan.core.working_days import working_days_after

DUE_WITHIN = 5
"""Working days."""

MOST_NAMED = 10
"""How many things of one sort are named; the rest are counted."""


def is_near(due_on: dt.date, today: dt.date) -> bool:
    return due_on <= working_days_after(today, DUE_WITHIN)


def summary(*, overdue: int, due: int, waiting: int) -> str:
    """ "1 overdue, 2 due soon, 1 waiting for you"; what there is none of is left out."""
    counts = ((overdue, "overdue"), (due, "due soon"), (waiting, "waiting for you"))
    return ", ".join(f"{count} {words}" for count, words in counts if count)
