"""Days and weeks that words name: "9 October 2013", "9/10/2013", "the week beginning 5 March"."""

import datetime as dt
import re

from csplan.core.worded.values import PlanDays, Span
from csplan.core.worded.words import month_number, weekday_number
from csplan.core.worded_dates import DatePrecision
from csplan.core.worded_moments import date_words

YEAR = r"(?:19|20|21)[0-9]{2}"
DAYS_IN_A_WEEK = 7
LAST_DAY_THAT_IS_NO_YEAR = 9
CENTURY = 2000

_DAY = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9}),? )?(?P<day>[0-9]{1,2})(?: of)? (?P<month>[a-z]+)"
    rf"(?:,? (?P<year>{YEAR}))?"
)
_MONTH_FIRST = re.compile(rf"(?P<month>[a-z]+) (?P<day>[0-9]{{1,2}})(?:,? (?P<year>{YEAR}))?")
_NUMERIC_DAY = re.compile(
    rf"(?P<day>[0-9]{{1,2}})[/.](?P<month>[0-9]{{1,2}})[/.](?P<year>{YEAR}|[0-9]{{2}})"
)
_ISO_DAY = re.compile(rf"(?P<year>{YEAR})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})")
_SOME_DAYS = re.compile(
    r"(?P<first>[0-9]{1,2})(?: to | and |/| ?- ?)(?P<last>[0-9]{1,2} [a-z]+(?: [0-9]{4})?)"
)
_WEEK = re.compile(
    r"(?:the )?(?:week (?P<how>commencing|beginning|starting|ending) |(?P<short>w/[ce]) )"
    r"(?:on )?(?P<day>.+)"
)
_CHRISTMAS = re.compile(rf"christmas(?: day)?(?: (?P<year>{YEAR}))?")


def read_day(words: str, plan: PlanDays) -> Span | None:
    """The day or few days that plain ``words`` name; None when they name none.

    Raises ValueError for a day that no calendar has.
    """
    readers = (_numeric, _day, _month_first, _some_days, _week, _christmas)
    return next((span for reader in readers if (span := reader(words, plan))), None)


def dated_month(name: str, year: str | None, plan: PlanDays) -> dt.date | None:
    """The first day of the month; without a year, of the only one like it in the plan."""
    number = month_number(name)
    if number is None:
        return None
    if year:
        return dt.date(int(year), number, 1)
    only = plan.only_year
    if only is None:
        return None
    start = only.start_year if number >= only.starts_on.month else only.start_year + 1
    return dt.date(start, number, 1)


def _numeric(words: str, plan: PlanDays) -> Span | None:
    found = _NUMERIC_DAY.fullmatch(words) or _ISO_DAY.fullmatch(words)
    if found is None:
        return None
    year = int(found["year"])
    if year >= CENTURY // 2:
        return _exactly(dt.date(year, int(found["month"]), int(found["day"])))
    day = dt.date(CENTURY + year, int(found["month"]), int(found["day"]))
    return _exactly(day, f"csplan takes “{words}” to be {date_words(day)}")


def _day(words: str, plan: PlanDays) -> Span | None:
    found = _DAY.fullmatch(words)
    month = dated_month(found["month"], found["year"], plan) if found else None
    if found is None or month is None:
        return None
    day = month.replace(day=int(found["day"]))
    if not found["weekday"]:
        return _exactly(day)
    weekday = weekday_number(found["weekday"])
    if weekday is None:
        return None
    is_right = weekday == day.isoweekday()
    return _exactly(day, "" if is_right else f"{date_words(day)} is a {day:%A}")


def _month_first(words: str, plan: PlanDays) -> Span | None:
    found = _MONTH_FIRST.fullmatch(words)
    month = dated_month(found["month"], found["year"], plan) if found else None
    if found is None or month is None:
        return None
    day = month.replace(day=int(found["day"]))
    if found["year"] or day.day <= LAST_DAY_THAT_IS_NO_YEAR:
        return _exactly(day)
    return _exactly(day, f"csplan takes “{found['day']}” to be a day, not a year")


def _some_days(words: str, plan: PlanDays) -> Span | None:
    """ "9 to 11 October 2013"; one stretch, whatever stands between the two days."""
    found = _SOME_DAYS.fullmatch(words)
    last = _day(found["last"], plan) if found else None
    if found is None or last is None:
        return None
    first = last.first.replace(day=int(found["first"]))
    return Span(first, last.last, DatePrecision.DAY) if first < last.last else None


def _week(words: str, plan: PlanDays) -> Span | None:
    found = _WEEK.fullmatch(words)
    day = read_day(found["day"], plan) if found else None
    if found is None or day is None or day.first != day.last:
        return None
    rest = dt.timedelta(days=DAYS_IN_A_WEEK - 1)
    if found["how"] == "ending" or found["short"] == "w/e":
        return Span(day.first - rest, day.last, DatePrecision.DAY, day.doubt)
    return Span(day.first, day.last + rest, DatePrecision.DAY, day.doubt)


def _christmas(words: str, plan: PlanDays) -> Span | None:
    found = _CHRISTMAS.fullmatch(words)
    month = dated_month("december", found["year"], plan) if found else None
    if month is None:
        return None
    return _exactly(month.replace(day=25), "csplan takes Christmas to be 25 December")


def _exactly(day: dt.date, doubt: str = "") -> Span:
    return Span(day, day, DatePrecision.DAY, doubt)
