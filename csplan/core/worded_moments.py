"""Dates and moments in words, in London time."""

import datetime as dt

from django.utils import timezone

MIDDAY = 12


def date_words(day: dt.date) -> str:
    """10 January 2014."""
    return f"{day.day} {day:%B %Y}"


def long_date_words(day: dt.date) -> str:
    """Friday 10 January 2014."""
    return f"{day:%A} {date_words(day)}"


def time_words(moment: dt.time) -> str:
    """5pm, 9:30am, midday or midnight."""
    if (moment.hour, moment.minute) in {(0, 0), (MIDDAY, 0)}:
        return "midday" if moment.hour else "midnight"
    hour = moment.hour % MIDDAY or MIDDAY
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{'pm' if moment.hour >= MIDDAY else 'am'}"


def moment_words(moment: dt.datetime) -> str:
    """Friday 10 January 2014 at 5pm, for an aware moment."""
    local = timezone.localtime(moment)
    return f"{long_date_words(local.date())} at {time_words(local.time())}"
