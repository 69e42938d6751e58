"""Working days in England and Wales: no database, no clock."""

import datetime as dt

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
DAY = dt.timedelta(days=1)

PROCLAIMED = frozenset(
    dt.date.fromisoformat(day)
    for day in (
        "1999-12-31", "2002-06-03", "2002-06-04", "2011-04-29", "2012-06-04", "2012-06-05",
        "2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08",
    )
)  # fmt: skip
"""Bank holidays of one year only, and days to which the usual ones were moved."""

MOVED = frozenset(
    dt.date.fromisoformat(day) for day in ("2002-05-27", "2012-05-28", "2020-05-04", "2022-05-30")
)
"""The usual bank holidays that were worked in their year, because they were moved."""


def easter_sunday(year: int) -> dt.date:
    """Easter in the Gregorian calendar, by the anonymous algorithm of 1876."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, leaps_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - leaps_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def bank_holidays(year: int) -> frozenset[dt.date]:
    """The bank holidays of a calendar year, on the days they are kept."""
    easter = easter_sunday(year)
    usual = {
        _next_weekday(dt.date(year, 1, 1)),
        easter - 2 * DAY,
        easter + DAY,
        _monday_from(dt.date(year, 5, 1)),
        _monday_from(dt.date(year, 5, 25)),
        _monday_from(dt.date(year, 8, 25)),
        *_christmas(year),
    }
    return frozenset((usual - MOVED) | {day for day in PROCLAIMED if day.year == year})


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The ``count``-th working day after ``day``; before it when ``count`` is negative."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def _monday_from(day: dt.date) -> dt.date:
    """The first Monday on or after ``day``."""
    return day + (-day.weekday() % 7) * DAY


def _next_weekday(day: dt.date) -> dt.date:
    return day if day.weekday() < SATURDAY else _monday_from(day)


def _christmas(year: int) -> tuple[dt.date, dt.date]:
    """Christmas Day and Boxing Day, or the days kept in their place."""
    first = dt.date(year, 12, 25)
    if first.weekday() == SATURDAY:
        return first + 2 * DAY, first + 3 * DAY
    if first.weekday() == SUNDAY:
        return first + DAY, first + 2 * DAY
    second = first + DAY
    return first, second if second.weekday() < SATURDAY else second + 2 * DAY
