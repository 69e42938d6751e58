"""The one clock that views, tasks and commands read.

Nothing below them reads a clock: the moment is passed in. A demonstration stands at
a fixed day (``CSPLAN_CLOCK``); the time of day stays the real one, so that two things
done one after the other are still recorded in that order. Production refuses the setting.

Moments are in UTC, because time is added to them: in the hour that London has twice, ten minutes
later by a clock in London can be fifty minutes ago.
"""

import datetime as dt

from django.conf import settings

from csplan.core.periods import LONDON, london_day


def now() -> dt.datetime:
    """The present instant, aware, in UTC; on the day that ``CSPLAN_CLOCK`` is in London."""
    real = dt.datetime.now(tz=LONDON)
    if settings.CSPLAN_CLOCK is not None:
        real = dt.datetime.combine(settings.CSPLAN_CLOCK, real.time(), tzinfo=LONDON)
    return real.astimezone(dt.UTC)


def today() -> dt.date:
    """The present day in London."""
    return london_day(now())
