"""The one clock that views, tasks and commands read.

Nothing below them reads a clock: the moment is passed in. A demonstration stands at
a fixed day (``CSPLAN_CLOCK``); the time of day stays the real one, so that two things
done one after the other are still recorded in that order. Production refuses the setting.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The present instant, aware, in London time."""
    real = dt.datetime.now(tz=LONDON)
    if settings.CSPLAN_CLOCK is None:
        return real
    return dt.datetime.combine(settings.CSPLAN_CLOCK, real.time(), tzinfo=LONDON)


def today() -> dt.date:
    """The present day in London."""
    return now().date()
