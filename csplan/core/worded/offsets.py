"""Words that count from the start of the plan, or from an event: "at 6 and 12 months"."""

import datetime as dt
import re

from csplan.core.recurrence import Recurrence, months_after, occurrences
from csplan.core.worded.spans import read_span
from csplan.core.worded.values import PlanDays, Reading
from csplan.core.worded_dates import DateKind, DatePrecision

LAST_YEAR = 2199
FROM_THE_PLAN = "csplan counts from the start of the plan"
FROM_THE_START = frozenset({"at", "after", "in"})
PRECISIONS = {
    "day": DatePrecision.DAY, "week": DatePrecision.DAY,
    "month": DatePrecision.MONTH, "year": DatePrecision.MONTH,
}  # fmt: skip
_NUMBERS = r"(?P<numbers>[0-9]{1,3}(?:(?:, and |, | and |/| & )[0-9]{1,3}){0,11})"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_START = r"(?:the start of )?(?:the |this )?(?:financial |reporting )?year|the start|the plan"
_OFFSET = re.compile(
    rf"(?P<word>at|after|within|by|in)? ?(?:the )?(?:first |next )?{_NUMBERS}[- ]{_UNIT}"
    rf"(?: (?:points?|marks?|stages?|intervals?|in))?(?: (?:of|from|after|into) (?:{_START}))?"
)
_NUMBERED = re.compile(rf"(?P<word>at|by|in|within)? ?(?P<unit>month)s? {_NUMBERS}")
_A_UNIT = re.compile(rf"(?P<word>within) an? {_UNIT}")
_FROM_EVENT = re.compile(
    r"(?P<word>at|within|in|by)? ?(?:the )?(?:first )?(?P<number>[0-9]{1,3}|an?) "
    rf"(?:working )?{_UNIT} (?P<how>of|from|after|following|before) (?P<event>.+)"
)


def read_offset(words: str, plan: PlanDays) -> Reading | None:
    """What plain ``words`` count from the plan's first day; None when they count nothing."""
    found = _OFFSET.fullmatch(words) or _NUMBERED.fullmatch(words) or _A_UNIT.fullmatch(words)
    if found is None or (not found["word"] and found.re is not _OFFSET):
        return None
    numbers = found.groupdict().get("numbers") or "1"
    days = [_counted(plan.first, int(one), found["unit"]) for one in re.findall("[0-9]+", numbers)]
    due = sorted({day for day in days if day})
    if len(due) != len(days) or due[-1].year > LAST_YEAR:
        return None
    return _reading(words, found["word"] or "", due, PRECISIONS[found["unit"]])


def _reading(words: str, word: str, due: list[dt.date], precision: DatePrecision) -> Reading:
    if word not in FROM_THE_START and not (word == "" and len(due) > 1):
        doubt = "" if word and precision == DatePrecision.MONTH else FROM_THE_PLAN
        return Reading(words, DateKind.OFFSET, None, due[-1], precision, "", doubt)
    recurrence = _recurrence(due)
    doubt = "" if precision == DatePrecision.MONTH else FROM_THE_PLAN
    if len(due) > 1 and not recurrence:
        doubt = "csplan keeps the first and the last day only"
    return Reading(words, DateKind.OFFSET, due[0], due[-1], precision, recurrence, doubt)


def _recurrence(due: list[dt.date]) -> str:
    """The months it comes round at the end of; nothing where that would be other days."""
    if len(due) == 1:
        return ""
    numbers = tuple(sorted({(day.month - 4) % 12 + 1 for day in due}))
    recurrence = str(Recurrence("months", numbers=numbers))
    return recurrence if list(occurrences(recurrence, due[0], due[-1])) == due else ""


def _counted(first: dt.date, number: int, unit: str) -> dt.date | None:
    """The last day of so many days, weeks, months or years that begin on ``first``."""
    if unit in ("day", "week"):
        return first + dt.timedelta(days=number * (7 if unit == "week" else 1) - 1)
    after = months_after(first, number * (12 if unit == "year" else 1))
    return after - dt.timedelta(days=1) if after and number else None


def read_from_event(words: str, plan: PlanDays) -> Reading | None:
    """ "Within 6 months of publication": a condition; from a day that is named, a date."""
    found = _FROM_EVENT.fullmatch(words)
    if found is None:
        return None
    event = read_span(found["event"], plan)
    number = 1 if found["number"].startswith("a") else int(found["number"])
    if event is None:
        return Reading(words, DateKind.CONDITION)
    latest = _counted(event.last, number, found["unit"])
    if latest is None or found["how"] == "before" or latest.year > LAST_YEAR:
        return None
    doubt = "csplan counts from the last day that is named"
    return Reading(words, DateKind.BY_END, None, latest, DatePrecision.DAY, "", doubt)
