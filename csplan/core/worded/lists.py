"""Several dates in one phrase: "Q3 and Q4", "in September 2012 and March 2013"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from csplan.core.recurrence import Recurrence, listed_words, occurrences
from csplan.core.worded.spans import borrowing_year, read_span
from csplan.core.worded.values import PlanDays, Reading, Span, coarser
from csplan.core.worded_dates import DateKind, DatePrecision
from csplan.core.worded_moments import date_words

MOST_PARTS = 12
_LEAD = re.compile(
    r"(?:(?P<by>by|before|until|due by|no later than)|in each of|in both|each of|both"
    r"|in|during|on|at|over)? ?(?:the )?(?:end (?:of )?)?(?P<parts>.+)"
)
_EACH = re.compile(r"(?:(?:in |on )?(?:each of|both)) .+")
_SEPARATOR = re.compile(r", and |, | and | & | ?/(?![0-9]) ?| or ")
_AGAIN = re.compile(r"(?:by|in|on|during|and|the|end|of) ")
"""Words said again before a later date: "by July 2012 and by March 2013"."""


def read_list(words: str, plan: PlanDays) -> Reading | None:
    """What plain ``words`` that name two or more dates mean; None when they do not."""
    found = _LEAD.fullmatch(words)
    parts = _SEPARATOR.split(found["parts"]) if found else []
    if found is None or not 2 <= len(parts) <= MOST_PARTS:
        return None
    spans = _spans([_bare(part) for part in parts], plan)
    if spans is None:
        return None
    if found["by"]:
        return _several(words, DateKind.BY_END, spans)
    recurrence = "" if " or " in words else _recurrence(spans)
    if not recurrence:
        return _several(words, DateKind.WITHIN, spans)
    return _comes_round(words, recurrence, spans)


def _bare(part: str) -> str:
    while (said := _AGAIN.match(part)) is not None:
        part = part[said.end() :]
    return part


def _spans(parts: Sequence[str], plan: PlanDays) -> list[Span] | None:
    """Each part's days; a part without a year is of the year that the last part names."""
    last = read_span(parts[-1], plan)
    if last is None:
        return None
    others = [borrowing_year(part, parts[-1], last, plan) for part in parts[:-1]]
    spans = [span for span in (*others, last) if span]
    in_order = all(one.last < next_.first for one, next_ in pairwise(spans))
    return spans if in_order and len(spans) == len(parts) else None


def _recurrence(spans: Sequence[Span]) -> str:
    """The named quarters or months, where they are all of one kind and say exactly these days."""
    precision = spans[0].precision
    if any(span.precision != precision or span.doubt for span in spans):
        return ""
    unit, months = {
        DatePrecision.QUARTER: ("quarters", 3), DatePrecision.MONTH: ("months", 1),
    }.get(precision, ("", 0))  # fmt: skip
    if not unit:
        return ""
    numbers = sorted({((span.last.month - 4) % 12 + 1) // months for span in spans})
    recurrence = str(Recurrence(unit, numbers=tuple(numbers)))
    due = occurrences(recurrence, spans[0].first, spans[-1].last)
    return recurrence if due == tuple(span.last for span in spans) else ""


def _comes_round(words: str, recurrence: str, spans: Sequence[Span]) -> Reading:
    """Once in each of them: certain when the words say so or the dates lie apart."""
    lie_apart = all((after.first - before.last).days > 1 for before, after in pairwise(spans))
    doubt = "" if lie_apart or _EACH.fullmatch(words) else (
        "csplan takes it to happen in each of them, not once in the whole time"
    )  # fmt: skip
    return Reading(
        words, DateKind.RECURRING, spans[0].first, spans[-1].last, spans[0].precision,
        recurrence, doubt,
    )  # fmt: skip


def _several(words: str, kind: DateKind, spans: Sequence[Span]) -> Reading:
    """All of them in one, which a person should take apart."""
    precision = spans[0].precision
    for span in spans[1:]:
        precision = coarser(precision, span.precision)
    earliest = None if kind == DateKind.BY_END else spans[0].first
    named = listed_words(date_words(span.last) for span in spans)
    doubt = f"The words name several dates, the last of them on these days: {named}"
    return Reading(words, kind, earliest, spans[-1].last, precision, "", doubt)
