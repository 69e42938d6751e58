"""Decisions over plain values: no database, no clock."""

import datetime as dt

from reporting.choices import BuildStep

MOST_ATTEMPTS = 3
LEASE = dt.timedelta(seconds=60)
"""How long a worker holds a build without a sign of life before another may take it up."""

PATIENCE = dt.timedelta(seconds=45)
"""How long a build waits in the queue before it is queued once more."""

HORIZON = dt.timedelta(hours=1)
"""A lease or a wait that reaches further into the future than this is not to be believed.

It was written before the clock was put back: the demonstration's clock is, every midnight.
"""

BUILDS_AN_HOUR = 6
REPORT_EVERY = dt.timedelta(seconds=1)
"""Progress is written no more often than this within one step."""


def next_number(numbers_taken: int | None) -> int:
    """The edition or build after the latest; 1 when there is none yet."""
    return (numbers_taken or 0) + 1


def steps_done(step: str) -> int:
    """How many steps of a build are behind it while it is at ``step``."""
    return list(BuildStep).index(BuildStep(step)) if step else 0


def is_last_attempt(attempts: int) -> bool:
    return attempts >= MOST_ATTEMPTS


def file_stem(period_slug: str, edition: int) -> str:
    """The name of a downloaded pack, without what says its kind."""
    return f"csplan-monitoring-pack-{period_slug}-edition-{edition}"
