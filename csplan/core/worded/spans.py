"""Stretches of time that words name: months, quarters, years, their parts, one to another.

Parts of a stretch that words leave open are read to a convention, and the span says so:

* early, mid and late are the first, the middle and the last third
* spring is March to May, summer June to August, autumn September to November, winter December
  to February; without a year, whichever of them has most days in the plan's year
* the first and the last week are the first and the last seven days
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable

from csplan.core.periods import FinancialYear, Quarter
from csplan.core.recurrence import months_after
from csplan.core.worded.days import DAYS_IN_A_WEEK, YEAR, dated_month, read_day
from csplan.core.worded.values import PlanDays, Span, coarser
from csplan.core.worded.words import MONTHS, ORDINALS, SEASONS
from csplan.core.worded_dates import DatePrecision

LABEL = rf"{YEAR}[/-](?:[0-9]{{4}}|[0-9]{{2}})"
SEPARATORS = (" up to ", " to ", " until ", " till ", " through ", " - ", "/", "-")
THIRDS = {"early": 0, "mid": 1, "late": 2}
HALVES = {"first": 0, "1": 0, "second": 1, "2": 1, "last": 1, "latter": 1}

_END = re.compile(r"(?:the )?(?:very )?end (?:of )?(?P<ended>.+)")
_MONTH = re.compile(rf"(?P<month>[a-z]+)(?:,? (?:of )?(?P<year>{YEAR}))?")
_SHORT_MONTH = re.compile(r"(?P<month>[a-z]{3,9})(?:-| ?')(?P<year>[0-9]{2})")
_QUARTER = re.compile(
    r"(?:(?:the )?(?P<ordinal>first|second|third|fourth|last|final|[1-4]) quarter"
    r"|q(?:uarter)? ?(?P<number>[1-4]))"
    rf"(?:,? (?:of |in )?(?:the )?(?P<year>{LABEL}|{YEAR}|(?:financial )?year))?"
)
_YEAR_FIRST = re.compile(rf"(?P<year>{LABEL}|{YEAR}),? (?P<quarter>q(?:uarter)? ?[1-4])")
_YEAR = re.compile(
    rf"(?:the )?(?:(?:financial |reporting )?years? |fy ?)?(?P<year>{LABEL})(?: financial year)?"
)
_SHORT_YEAR = re.compile(r"fy ?(?P<start>[0-9]{2})[/-](?P<end>[0-9]{2})")
_CALENDAR_YEAR = re.compile(rf"(?:the )?(?:calendar )?(?:year )?(?P<year>{YEAR})")
_THE_YEAR = re.compile(
    r"(?:the |this |the current |current )?(?:financial |reporting |performance |plan )?year"
    r"|(?:the )?(?:life of the )?(?:whole )?plan(?: period)?|in-year"
)
_NEXT_YEAR = re.compile(r"(?:the )?(?:next|following|coming) (?P<sure>financial )?year")
_YEAR_END = re.compile(r"(?:the )?(?:financial )?year[- ]end")
_HALF = re.compile(
    r"(?:the )?(?:(?P<which>first|second|last|latter|[12]) half|h(?P<number>[12]))"
    r"(?:,? (?:of |in )?(?P<whole>.+))?"
)
_PART = re.compile(
    r"(?:the )?(?:(?P<early>early(?: part of| in)?|start of|beginning of)|(?P<mid>mid(?:dle of)?)"
    r"|(?P<late>late(?:r part of| in)?|latter part of|towards? the end of))[ -](?P<whole>.+)"
)
_SEASON = re.compile(
    rf"(?:the )?(?P<season>spring|summer|autumn|winter)(?:,? (?:of )?(?P<year>{LABEL}|{YEAR}))?"
)
_EDGE = re.compile(r"(?:the )?(?P<edge>first|last) (?P<unit>day|week) (?:of|in) (?P<whole>.+)")

_LAST_YEAR = re.compile(rf"(?P<label>{LABEL})$|(?P<year>{YEAR})$")


def read_span(words: str, plan: PlanDays) -> Span | None:
    """The stretch of time that plain ``words`` name; None when they name none, or no real one."""
    return read_stretch(words, plan) or _safely(_range, words, plan)


def read_stretch(words: str, plan: PlanDays) -> Span | None:
    """The same for one stretch, not told by where it begins and where it ends."""
    return _safely(_one, words, plan)


def _safely(
    reader: Callable[[str, PlanDays], Span | None], words: str, plan: PlanDays
) -> Span | None:
    try:
        return reader(words, plan)
    except (ValueError, OverflowError):
        return None


def _one(words: str, plan: PlanDays) -> Span | None:
    """What ``read_stretch`` gives; raises ValueError for days that no calendar has."""
    ended = _END.fullmatch(words)
    words = ended["ended"] if ended else words
    readers = (read_day, _month, _quarter, _year, _year_words, _half, _edge, _part, _season)
    return next((span for reader in readers if (span := reader(words, plan))), None)


def _month(words: str, plan: PlanDays) -> Span | None:
    found = _MONTH.fullmatch(words)
    first = dated_month(found["month"], found["year"], plan) if found else None
    if first is not None:
        return _months(first, 1, DatePrecision.MONTH)
    short = _SHORT_MONTH.fullmatch(words)
    first = dated_month(short["month"], f"20{short['year']}", plan) if short else None
    if short is None or first is None:
        return None
    doubt = f"csplan takes “{short['year']}” to be the year {first.year}"
    return _months(first, 1, DatePrecision.MONTH, doubt)


def _months(first: dt.date, months: int, precision: DatePrecision, doubt: str = "") -> Span:
    """Whole months from ``first``, which is the first day of one."""
    last = months_after(first, months - 1) or first
    ends = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return Span(first, ends, precision, doubt)


def _quarter(words: str, plan: PlanDays) -> Span | None:
    turned = _YEAR_FIRST.fullmatch(words)
    found = _QUARTER.fullmatch(f"{turned['quarter']} {turned['year']}" if turned else words)
    if found is None:
        return None
    named = found["number"] or found["ordinal"]
    year, doubt = _financial_year(found["year"] or "", plan)
    if year is None:
        return None
    quarter = Quarter(year, int(named) if named.isdigit() else ORDINALS[named])
    return Span(quarter.starts_on, quarter.ends_on, DatePrecision.QUARTER, doubt)


def _financial_year(words: str, plan: PlanDays) -> tuple[FinancialYear | None, str]:
    """The year a quarter or a season belongs to, and what was taken for granted."""
    if not words or words.endswith("year"):
        return plan.only_year, ""
    if not words.isdigit():
        return FinancialYear.parse(words), ""
    year = FinancialYear(int(words))
    return year, f"csplan takes {words} to be the financial year {year}"


def _year(words: str, plan: PlanDays) -> Span | None:
    short = _SHORT_YEAR.fullmatch(words)
    found = _YEAR.fullmatch(f"20{short['start']}/{short['end']}" if short else words)
    if found:
        year = FinancialYear.parse(found["year"])
        return Span(year.starts_on, year.ends_on, DatePrecision.YEAR)
    calendar_year = _CALENDAR_YEAR.fullmatch(words)
    if calendar_year is None:
        return None
    number = int(calendar_year["year"])
    return Span(dt.date(number, 1, 1), dt.date(number, 12, 31), DatePrecision.YEAR)


def _year_words(words: str, plan: PlanDays) -> Span | None:
    if _THE_YEAR.fullmatch(words):
        return Span(plan.first, plan.last, DatePrecision.YEAR)
    if _YEAR_END.fullmatch(words):
        return Span(plan.last, plan.last, DatePrecision.YEAR)
    found = _NEXT_YEAR.fullmatch(words)
    if found is None:
        return None
    year = FinancialYear(FinancialYear.containing(plan.last).start_year + 1)
    doubt = "" if found["sure"] else f"csplan takes next year to be the financial year {year}"
    return Span(year.starts_on, year.ends_on, DatePrecision.YEAR, doubt)


def _half(words: str, plan: PlanDays) -> Span | None:
    found = _HALF.fullmatch(words)
    if found is None:
        return None
    whole = _one(found["whole"] or "the year", plan)
    is_of_a_year = found["whole"] or plan.only_year
    if whole is None or not is_of_a_year:
        return None
    return _share(whole, HALVES[found["which"] or found["number"]], 2)


def _part(words: str, plan: PlanDays) -> Span | None:
    found = _PART.fullmatch(words)
    whole = _one(found["whole"], plan) if found else None
    if found is None or whole is None:
        return None
    name = next(name for name in THIRDS if found[name])
    share = _share(whole, THIRDS[name], 3)
    words = f"csplan takes “{name}” to mean the {('first', 'middle', 'last')[THIRDS[name]]} third"
    return Span(share.first, share.last, share.precision, _both(words, whole.doubt))


def _share(whole: Span, index: int, of: int) -> Span:
    """One of ``of`` equal shares: of whole months where they divide, else of days."""
    months = _whole_months(whole)
    if months and months % of == 0:
        size = months // of
        first = months_after(whole.first, index * size) or whole.first
        return _months(first, size, whole.precision, whole.doubt)
    days = (whole.last - whole.first).days + 1
    first = whole.first + dt.timedelta(days=days * index // of)
    last = whole.first + dt.timedelta(days=max(days * (index + 1) // of - 1, days * index // of))
    return Span(first, last, whole.precision, whole.doubt)


def _whole_months(span: Span) -> int:
    """How many calendar months the span is, if it is nothing but whole ones; else 0."""
    is_whole = span.first.day == 1 and (span.last + dt.timedelta(days=1)).day == 1
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    return months if is_whole else 0


def _season(words: str, plan: PlanDays) -> Span | None:
    found = _SEASON.fullmatch(words)
    if found is None:
        return None
    named, number = found["season"], SEASONS[found["season"]]
    end = MONTHS[(number + 1) % 12].capitalize()
    doubt = f"csplan takes {named} to be {MONTHS[number - 1].capitalize()} to {end}"
    if found["year"] and found["year"].isdigit():
        return _months(dt.date(int(found["year"]), number, 1), 3, DatePrecision.QUARTER, doubt)
    year, _ = _financial_year(found["year"] or "", plan)
    if year is None:
        return None
    starts = (dt.date(year.start_year + more, number, 1) for more in (0, 1))
    spans = [_months(first, 3, DatePrecision.QUARTER, doubt) for first in starts]
    return max(spans, key=lambda span: _days_in_common(span, year))


def _days_in_common(span: Span, year: FinancialYear) -> int:
    return (min(span.last, year.ends_on) - max(span.first, year.starts_on)).days


def _edge(words: str, plan: PlanDays) -> Span | None:
    """ "The last day of March 2013", "the first week of April"."""
    found = _EDGE.fullmatch(words)
    whole = _one(found["whole"], plan) if found else None
    if found is None or whole is None:
        return None
    days = 1 if found["unit"] == "day" else DAYS_IN_A_WEEK
    rest = min(dt.timedelta(days=days - 1), whole.last - whole.first)
    doubt = "" if days == 1 else f"csplan takes the {found['edge']} week to be seven days"
    doubt = _both(doubt, whole.doubt)
    if found["edge"] == "first":
        return Span(whole.first, whole.first + rest, DatePrecision.DAY, doubt)
    return Span(whole.last - rest, whole.last, DatePrecision.DAY, doubt)


def _range(words: str, plan: PlanDays) -> Span | None:
    pairs = (words.partition(separator) for separator in SEPARATORS)
    joined = (_stretch(first, last, plan) for first, middle, last in pairs if middle)
    return next((span for span in joined if span), None)


def _stretch(first: str, last: str, plan: PlanDays) -> Span | None:
    """From the beginning of one stretch to the end of another; None when they are out of order."""
    end = read_stretch(last, plan)
    start = borrowing_year(first, last, end, plan) if end else None
    if start is None or end is None or start.first > end.last:
        return None
    doubt = _both(start.doubt, end.doubt)
    return Span(start.first, end.last, coarser(start.precision, end.precision), doubt)


def borrowing_year(words: str, later: str, after: Span, plan: PlanDays) -> Span | None:
    """ "June" of "June to August 2013" is of 2013, "December" of "… to March 2013" of 2012."""
    year = _LAST_YEAR.search(later)
    if year is None or re.search(YEAR, words):
        return read_stretch(words, plan)
    if year["label"]:
        return read_stretch(f"{words} {year['label']}", plan) or read_stretch(words, plan)
    numbers = (int(year["year"]), int(year["year"]) - 1)
    spans = (read_stretch(f"{words} {number}", plan) for number in numbers)
    return next((span for span in spans if span and span.first <= after.first), None)


def _both(one: str, other: str) -> str:
    return "; ".join(doubt for doubt in (one, other) if doubt)
