"""When a printed file is asked for again, and when it is given up. Pure."""

import datetime as dt

MOST_ATTEMPTS = 3
PATIENCE = dt.timedelta(seconds=45)
"""How long a file waits for a worker before it is asked for once more."""

LONGEST_PRINT = dt.timedelta(minutes=6)
"""How long a worker that began may take: longer than a task may run."""

HORIZON = dt.timedelta(hours=1)
"""A wait that reaches further into the future was written before the clock was put back."""
