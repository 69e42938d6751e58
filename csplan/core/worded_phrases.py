"""Reading a published date phrase: "by end July 2012" means no later than 31 July 2012.

Only what the words fix is read. A phrase that could mean several things, such as "spring 2014",
is not understood, and a person says what it means. Words that lean on the plan ("the third
quarter", "at 6 and 12 months", a month without a year) are read within the plan's own days.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from csplan.core.periods import FinancialYear, PeriodError, Quarter
from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
SHORTEST_MONTH = 3
MONTHS_IN_A_YEAR = 12

AGREED = re.compile(r"(?:as|to be|when|once) (?:may be )?agreed\b.*")
CONDITION = re.compile(r"(?:when|once|if|on completion|subject to|depending on|following)\b.*")
OFFSET = re.compile(
    r"(?P<word>at|after|within|by) (?P<numbers>\d{1,2}(?:(?:, | and )\d{1,2})*) months?"
)
RECURRING = {
    re.compile(r"(?:weekly|every week|each week|daily|every \d+ weeks)\b.*"): DatePrecision.DAY,
    re.compile(r"(?:monthly|every month|each month)\b.*"): DatePrecision.MONTH,
    re.compile(r"(?:quarterly|every quarter|each quarter)\b.*"): DatePrecision.QUARTER,
    re.compile(
        r"(?:annually|yearly|every year|each year|ongoing|throughout|twice a year)\b.*"
    ): DatePrecision.YEAR,
}
BETWEEN = re.compile(r"between (?P<first>.+?) and (?P<last>.+)")
FROM = re.compile(r"(?:from|starting|starting in|beginning in) (?P<period>.+?)(?: on(?:wards)?)?")
ONWARDS = re.compile(r"(?P<period>.+?) onwards?")
BY = re.compile(
    r"(?:by|no later than|not later than|until)? ?(?:the )?end (?:of )?(?P<ended>.+)"
    r"|(?:by|no later than|not later than|until) (?P<by>.+)"
)
BEFORE = re.compile(r"before (?P<period>.+)")
WITHIN = re.compile(r"(?:in|during|within|on|over)? ?(?P<period>.+)")

DAY = re.compile(r"(?P<day>\d{1,2}) (?P<month>[a-z]+)(?: (?P<year>(?:19|20|21)\d\d))?")
NUMERIC_DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>(?:19|20|21)\d\d)")
ISO_DAY = re.compile(r"(?P<year>(?:19|20|21)\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
MONTH = re.compile(r"(?P<month>[a-z]+)(?: (?P<year>(?:19|20|21)\d\d))?")
QUARTER = re.compile(
    r"(?:(?:the )?(?P<ordinal>[a-z]+) quarter|q(?:uarter)? ?(?P<number>[1-4]))"
    r"(?:,? (?:of )?(?P<year>\d{4}[/-]\d{2,4}))?"
)
YEAR = re.compile(r"(?:the )?(?:financial year )?(?P<year>\d{4}[/-]\d{2,4})")
CALENDAR_YEAR = re.compile(r"(?P<year>(?:19|20|21)\d\d)")
THE_YEAR = re.compile(r"(?:the|this) (?:financial )?year|the plan")


@dataclass(frozen=True)
class Span:
    """The days a stretch of time runs from and to, and how exactly it was named."""

    first: dt.date
    last: dt.date
    precision: DatePrecision


@dataclass(frozen=True)
class PlanDays:
    """The days a plan runs from and to, which words without a year are read within."""

    first: dt.date
    last: dt.date

    def years(self) -> Iterator[FinancialYear]:
        last = FinancialYear.containing(self.last).start_year
        for start in range(FinancialYear.containing(self.first).start_year, last + 1):
            yield FinancialYear(start)

    @property
    def only_year(self) -> FinancialYear | None:
        """The plan's one financial year; None when it has several."""
        years = list(self.years())
        return years[0] if len(years) == 1 else None


def read_phrase(phrase: str, plan: PlanDays) -> WordedDate | None:
    """What the phrase means in a plan of these days; None when its words do not tell.

    No phrase at all is a milestone without a date.
    """
    words = _plain(phrase)
    if not words:
        return WordedDate("", DateKind.UNDATED)
    readers: tuple[Callable[[str, PlanDays], WordedDate | None], ...] = (
        _as_agreed, _recurring, _offset, _condition, _between, _from, _before, _by, _within,
    )  # fmt: skip
    found = (reader(words, plan) for reader in readers)
    read = next((meaning for meaning in found if meaning is not None), None)
    if read is None:
        return None
    return WordedDate(phrase.strip(), read.kind, read.earliest, read.latest, read.precision)


def _plain(phrase: str) -> str:
    words = " ".join(phrase.casefold().replace(",", " ,").split()).replace(" ,", ",")
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words).rstrip(".")


def _as_agreed(words: str, plan: PlanDays) -> WordedDate | None:
    return WordedDate(words, DateKind.AS_AGREED) if AGREED.fullmatch(words) else None


def _recurring(words: str, plan: PlanDays) -> WordedDate | None:
    for pattern, precision in RECURRING.items():
        if pattern.fullmatch(words):
            return WordedDate(words, DateKind.RECURRING, plan.first, plan.last, precision)
    return None


def _offset(words: str, plan: PlanDays) -> WordedDate | None:
    found = OFFSET.fullmatch(words)
    if found is None:
        return None
    days = [_months_in(plan.first, int(number)) for number in re.findall(r"\d+", found["numbers"])]
    earliest = min(days) if found["word"] in ("at", "after") else None
    return WordedDate(words, DateKind.OFFSET, earliest, max(days), DatePrecision.MONTH)


def _condition(words: str, plan: PlanDays) -> WordedDate | None:
    return WordedDate(words, DateKind.CONDITION) if CONDITION.fullmatch(words) else None


def _between(words: str, plan: PlanDays) -> WordedDate | None:
    found = BETWEEN.fullmatch(words)
    if found is None:
        return None
    first, last = _span(found["first"], plan), _span(found["last"], plan)
    if first is None or last is None or first.first > last.last:
        return None
    return WordedDate(words, DateKind.WITHIN, first.first, last.last, last.precision)


def _from(words: str, plan: PlanDays) -> WordedDate | None:
    found = FROM.fullmatch(words) or ONWARDS.fullmatch(words)
    span = _span(found["period"], plan) if found else None
    if span is None:
        return None
    return WordedDate(words, DateKind.FROM, span.first, None, span.precision)


def _before(words: str, plan: PlanDays) -> WordedDate | None:
    found = BEFORE.fullmatch(words)
    span = _span(found["period"], plan) if found else None
    if span is None:
        return None
    eve = span.first - dt.timedelta(days=1)
    return WordedDate(words, DateKind.BY_END, None, eve, DatePrecision.DAY)


def _by(words: str, plan: PlanDays) -> WordedDate | None:
    found = BY.fullmatch(words)
    span = _span(found["ended"] or found["by"], plan) if found else None
    if span is None:
        return None
    return WordedDate(words, DateKind.BY_END, None, span.last, span.precision)


def _within(words: str, plan: PlanDays) -> WordedDate | None:
    found = WITHIN.fullmatch(words)
    span = _span(found["period"], plan) if found else None
    if span is None:
        return None
    kind = DateKind.EXACT if span.precision == DatePrecision.DAY else DateKind.WITHIN
    return WordedDate(words, kind, span.first, span.last, span.precision)


def _span(words: str, plan: PlanDays) -> Span | None:
    """The stretch of time that ``words`` name; None when they name none, or no real one."""
    words = words.removeprefix("end of ").removeprefix("end ")
    readers = (_day, _month, _quarter, _year)
    try:
        return next((span for reader in readers if (span := reader(words, plan))), None)
    except (ValueError, PeriodError):
        return None


def _day(words: str, plan: PlanDays) -> Span | None:
    numeric = NUMERIC_DAY.fullmatch(words) or ISO_DAY.fullmatch(words)
    if numeric:
        day = dt.date(int(numeric["year"]), int(numeric["month"]), int(numeric["day"]))
        return Span(day, day, DatePrecision.DAY)
    found = DAY.fullmatch(words)
    month = _dated_month(found["month"], found["year"], plan) if found else None
    if found is None or month is None:
        return None
    day = month.replace(day=int(found["day"]))
    return Span(day, day, DatePrecision.DAY)


def _month(words: str, plan: PlanDays) -> Span | None:
    found = MONTH.fullmatch(words)
    first = _dated_month(found["month"], found["year"], plan) if found else None
    if first is None:
        return None
    return Span(first, _months_in(first, 1), DatePrecision.MONTH)


def _dated_month(name: str, year: str | None, plan: PlanDays) -> dt.date | None:
    """The first day of the month; without a year, of the only one like it in the plan."""
    number = _month_number(name)
    if number is None:
        return None
    if year:
        return dt.date(int(year), number, 1)
    only = plan.only_year
    if only is None:
        return None
    return dt.date(only.start_year if number >= only.starts_on.month else only.start_year + 1,
                   number, 1)  # fmt: skip


def _month_number(name: str) -> int | None:
    if len(name) < SHORTEST_MONTH:
        return None
    named = (number for number, month in enumerate(MONTHS, 1) if month.startswith(name))
    return next(named, 9 if name == "sept" else None)


def _quarter(words: str, plan: PlanDays) -> Span | None:
    found = QUARTER.fullmatch(words)
    if found is None:
        return None
    number = int(found["number"]) if found["number"] else ORDINALS.get(found["ordinal"])
    year = FinancialYear.parse(found["year"]) if found["year"] else plan.only_year
    if number is None or year is None:
        return None
    quarter = Quarter(year, number)
    return Span(quarter.starts_on, quarter.ends_on, DatePrecision.QUARTER)


def _year(words: str, plan: PlanDays) -> Span | None:
    if THE_YEAR.fullmatch(words):
        return Span(plan.first, plan.last, DatePrecision.YEAR)
    found = YEAR.fullmatch(words)
    if found:
        year = FinancialYear.parse(found["year"])
        return Span(year.starts_on, year.ends_on, DatePrecision.YEAR)
    found = CALENDAR_YEAR.fullmatch(words)
    if found is None:
        return None
    number = int(found["year"])
    return Span(dt.date(number, 1, 1), dt.date(number, 12, 31), DatePrecision.YEAR)


def _months_in(first: dt.date, months: int) -> dt.date:
    """The last day of ``months`` months that begin on ``first``, the first of a month."""
    index = first.month - 1 + months
    following = first.replace(
        year=first.year + index // MONTHS_IN_A_YEAR, month=index % MONTHS_IN_A_YEAR + 1
    )
    return following - dt.timedelta(days=1)
