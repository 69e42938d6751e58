"""Words for what comes round: "quarterly until March 2014", "every 2 weeks", "3 times a year"."""

import datetime as dt
import re
from dataclasses import dataclass

from csplan.core.recurrence import Recurrence
from csplan.core.worded.spans import read_span
from csplan.core.worded.values import PlanDays, Reading, Span
from csplan.core.worded.words import MONTH_NAME, TIME_WORD, month_number
from csplan.core.worded_dates import DateKind, DatePrecision

UNIT = r"(?P<unit>day|week|fortnight|month|quarter|half[- ]year|year)"
UNITS = {
    "day": (1, "d"), "week": (1, "w"), "fortnight": (2, "w"), "month": (1, "m"),
    "quarter": (1, "q"), "half-year": (6, "m"), "half year": (6, "m"), "year": (1, "y"),
}  # fmt: skip
PRECISIONS = {
    "d": DatePrecision.DAY, "w": DatePrecision.DAY, "m": DatePrecision.MONTH,
    "q": DatePrecision.QUARTER, "y": DatePrecision.YEAR,
}  # fmt: skip
ADVERBS = {
    "daily": (1, "d"), "weekly": (1, "w"), "fortnightly": (2, "w"), "monthly": (1, "m"),
    "quarterly": (1, "q"), "half-yearly": (6, "m"), "half yearly": (6, "m"),
    "twice-yearly": (6, "m"), "biannually": (6, "m"), "bi-annually": (6, "m"),
    "annually": (1, "y"), "yearly": (1, "y"),
}  # fmt: skip
DOUBTFUL = {"bi-weekly": (2, "w"), "biweekly": (2, "w"), "bi-monthly": (2, "m"),
            "bimonthly": (2, "m")}  # fmt: skip
EVENLY = {1: (1, "y"), 2: (6, "m"), 3: (4, "m"), 4: (1, "q"), 6: (2, "m"), 12: (1, "m")}

MOST_UNITS = 99
MONTHS_IN_A_YEAR = 12

_SOFTLY = re.compile(
    r"(?:on average,? |at least |roughly |approximately )?"
    r"(?:(?:(?:at |by )?(?:the )?end of |in |by |for )(?=each |every ))?"
)
_EVERY = re.compile(
    rf"(?:(?:once )?(?:every|each)|once a|once per|per) (?:(?P<count>[1-9][0-9]?|other|second) )?"
    rf"(?:calendar |financial )?{UNIT}s?\b"
)
_BASIS = re.compile(r"(?:on )?an? (?P<adverb>[a-z-]+) basis\b")
_ADVERB = re.compile(rf"(?:{'|'.join(sorted({*ADVERBS, *DOUBTFUL}, key=len, reverse=True))})\b")
_N_MONTHLY = re.compile(r"(?P<count>[1-9][0-9]?)[- ](?P<unit>month|week|year)ly\b")
_TIMES = re.compile(
    r"(?:(?P<count>[1-9][0-9]?) times|(?P<twice>twice)) (?:a|per|each|every|in the)"
    r" (?P<of>day|week|month|quarter|year)\b"
)
_NAMED_MONTHS = re.compile(
    rf"(?:every|each) (?P<months>{MONTH_NAME}(?:(?:, | and ){MONTH_NAME}){{0,11}})\b"
)
_ALWAYS = re.compile(r"(?:ongoing|continuous(?:ly)?|continuing|throughout|all year(?: round)?)\b")
_BOUND = re.compile(
    r"(?P<how>from|starting|commencing|beginning|until|till|up to|to|by|between|during|in|of|for"
    r"|throughout|over|within)(?: in| on| with)? (?P<when>.+)"
)
_OPEN_ENDS = frozenset({"from", "starting", "commencing", "beginning"})
_OPEN_STARTS = frozenset({"until", "till", "up to", "to", "by"})


@dataclass(frozen=True)
class Head:
    """How often, as far as ``end`` in the words; ``doubt`` as everywhere."""

    end: int
    recurrence: str
    precision: DatePrecision
    doubt: str = ""


def read_recurring(words: str, plan: PlanDays) -> Reading | None:
    """What plain ``words`` say comes round in a plan of these days; None when nothing does."""
    head = find_head(words)
    if head is None:
        return None
    rest = words[head.end :].strip(" ,")
    bounds = _bounds(rest, plan) if rest else Span(plan.first, plan.last, head.precision)
    doubts = [head.doubt, bounds.doubt if bounds else ""]
    if bounds is None:
        bounds = Span(plan.first, plan.last, head.precision)
        doubts.append(f"csplan does not read “{rest}”" if TIME_WORD.search(rest) else "")
    return Reading(
        words, DateKind.RECURRING, bounds.first, bounds.last, head.precision, head.recurrence,
        "; ".join(doubt for doubt in doubts if doubt),
    )  # fmt: skip


def says_no_more(words: str, plan: PlanDays) -> bool:
    """Whether how often, and between which days, is all that ``words`` say."""
    head = find_head(words)
    rest = words[head.end :].strip(" ,") if head else words
    return not rest or _bounds(rest, plan) is not None


def find_head(words: str) -> Head | None:
    """How often something comes round, at the beginning of ``words``."""
    softly = _SOFTLY.match(words)
    start = softly.end() if softly else 0
    readers = (_every, _named_months, _adverb, _n_monthly, _times, _always)
    return next((head for reader in readers if (head := reader(words, start))), None)


def _head(end: int, count: int, unit: str, doubt: str = "") -> Head:
    return Head(end, str(Recurrence(unit, count)), PRECISIONS[unit], doubt)


def _every(words: str, start: int) -> Head | None:
    found = _EVERY.match(words, start)
    if found is None:
        return None
    size, unit = UNITS[found["unit"]]
    count = 2 if found["count"] in ("other", "second") else int(found["count"] or 1)
    return _head(found.end(), count * size, unit) if count * size <= MOST_UNITS else None


def _named_months(words: str, start: int) -> Head | None:
    found = _NAMED_MONTHS.match(words, start)
    if found is None:
        return None
    named = [month_number(name) or 0 for name in re.split(", | and ", found["months"])]
    numbers = tuple(sorted({(number - 4) % MONTHS_IN_A_YEAR + 1 for number in named}))
    recurrence = Recurrence("months", numbers=numbers)
    return Head(found.end(), str(recurrence), DatePrecision.MONTH)


def _adverb(words: str, start: int) -> Head | None:
    basis = _BASIS.match(words, start)
    found = _ADVERB.match(words, basis.start("adverb") if basis else start)
    if found is None:
        return None
    end = basis.end() if basis else found.end()
    if found[0] in ADVERBS:
        return _head(end, *ADVERBS[found[0]])
    count, unit = DOUBTFUL[found[0]]
    doubt = f"csplan takes “{found[0]}” to mean every 2 {'weeks' if unit == 'w' else 'months'}"
    return _head(end, count, unit, doubt)


def _n_monthly(words: str, start: int) -> Head | None:
    found = _N_MONTHLY.match(words, start)
    return _head(found.end(), int(found["count"]), found["unit"][0]) if found else None


def _times(words: str, start: int) -> Head | None:
    found = _TIMES.match(words, start)
    if found is None:
        return None
    times = 2 if found["twice"] else int(found["count"])
    if found["of"] == "year" and times in EVENLY:
        return _head(found.end(), *EVENLY[times])
    doubt = f"csplan keeps no such rhythm as “{found[0]}”"
    return Head(found.end(), "", PRECISIONS[found["of"][0]], doubt)


def _always(words: str, start: int) -> Head | None:
    found = _ALWAYS.match(words, start)
    if found is None:
        return None
    end = found.start() if found[0] == "throughout" and found.end() < len(words) else found.end()
    return Head(end, "", DatePrecision.YEAR)


def _bounds(words: str, plan: PlanDays) -> Span | None:
    """The days it comes round between, in the words after how often; None for other words."""
    found = _BOUND.fullmatch(words)
    if found is None:
        return None
    when = (
        found["when"].replace(" and ", " to ", 1) if found["how"] == "between" else found["when"]
    )
    span = read_span(when, plan)
    if span is None:
        return None
    if found["how"] in _OPEN_ENDS and " to " not in when and " until " not in when:
        return _within(span.first, max(plan.last, span.last), span)
    if found["how"] in _OPEN_STARTS:
        return _within(min(plan.first, span.last), span.last, span)
    return span


def _within(first: dt.date, last: dt.date, span: Span) -> Span:
    return Span(first, last, span.precision, span.doubt)
