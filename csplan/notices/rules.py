"""How often and how long csplan tries to send: no database, no clock."""

import datetime as dt

MINUTE = dt.timedelta(minutes=1)

WAITS = (10 * MINUTE, 30 * MINUTE, 120 * MINUTE, 360 * MINUTE, 360 * MINUTE)
"""How long after each attempt the next may begin. The first is longer than a task may run."""

MOST_ATTEMPTS = len(WAITS)

PATIENCE = 2 * MINUTE
"""How long a message may wait in the queue before it is asked for again."""

HORIZON = 720 * MINUTE
"""Beyond every wait: a moment further ahead was written by a clock that has since gone back."""

MOST_QUEUED = 500
"""How many messages one sweep asks for."""

MOST_AT_ONCE = 20
"""More than these are left to the sweep, so that nobody's page waits for the queue."""

KEPT_FOR = dt.timedelta(days=90)
"""How long what was sent is kept."""


def held_for(attempts: int) -> dt.timedelta:
    """How long nobody else may try, from the moment of attempt number ``attempts``."""
    return WAITS[min(attempts, MOST_ATTEMPTS) - 1]
