"""Reading a date phrase in the days of a plan. See the package for what is read, and how."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from csplan.core.worded.conditions import read_agreement, read_condition, read_nothing
from csplan.core.worded.lists import read_list
from csplan.core.worded.offsets import read_from_event, read_offset
from csplan.core.worded.recurring import read_recurring
from csplan.core.worded.spans import read_span, read_stretch
from csplan.core.worded.values import NOT_UNDERSTOOD, PlanDays, Reading, Span
from csplan.core.worded.words import plain
from csplan.core.worded_dates import DateKind, DatePrecision, WordedDate

LONGEST_PHRASE = 200
TOO_LONG = f"csplan reads no phrase longer than {LONGEST_PHRASE} characters"
Reader = Callable[[str, PlanDays], Reading | None]

_BETWEEN = re.compile(
    r"(?:in |at some point |some ?time )?between (?P<first>.+?) and (?P<last>.+)"
)
_FROM = re.compile(
    r"(?:(?:with effect )?from|starting|commencing|beginning|since|as (?:from|of)|effective"
    r"|no earlier than|not (?:before|earlier than))"
    r"(?: in| on| from)? (?P<period>.+?)(?:,? on(?:wards)?)?"
)
_ONWARDS = re.compile(
    r"(?P<period>.+?),? (?:onwards?|or later|or after|and after|at the earliest|\+)"
)
_AFTER = re.compile(r"(?:after|following) (?P<period>.+)")
_BY_START = re.compile(r"by (?:the )?(?:very )?(?:start|beginning|first day) of (?P<period>.+)")
_BY = re.compile(
    r"(?:by|no later than|not later than|until|till|up to|at|due|due by|to)? ?(?:the )?(?:very )?"
    r"end (?:of )?(?P<ended>.+)"
    r"|(?:by|no later than|not later than|until|till|up to|due by|on or before) (?P<by>.+)"
)
_LATEST = re.compile(
    r"(?:in |on |by )?(?P<period>.+?),? "
    r"(?:at the (?:very )?latest|latest|or (?:earlier|sooner|before))"
)
_BEFORE = re.compile(r"(?:before|prior to|ahead of|in advance of) (?P<period>.+)")
_WITHIN = re.compile(
    r"(?:(?:due )?(?:in|during|within|on|over|at|through)(?: the course of)? )?"
    r"(?P<period>.+)"
)
_EXACTLY = re.compile(r"(?P<phrase>.+), to the nearest (?P<precision>day|month|quarter|year)")
_HEDGE = re.compile(
    r"(?P<hedge>around|about|circa|ca?\.?|approximately|approx\.?|roughly|provisionally|probably"
    r"|likely|hopefully|ideally|expected|planned|target(?:ed)?|aiming)"
    r"(?: for| to be|:)? (?P<phrase>.+)"
    r"|(?P<before>.+?),? \(?(?P<after>provisional(?:ly)?|tbc|to be confirmed|where possible"
    r"|if possible|approximately|approx\.?|or thereabouts|\?)\)?"
)
_PROVISO = re.compile(
    r"(?P<phrase>.+?),? (?P<proviso>(?:subject to|depending on|depend[ae]nt on|conditional on"
    r"|contingent on|provided|providing|unless|if|once|when|following|pending|or as agreed"
    r"|as agreed) .+)"
)


def read(phrase: str, plan: PlanDays) -> Reading:
    """What the phrase means in a plan of these days. Every text has an answer.

    Words that are not understood are undated, and their ``doubt`` says so. A phrase longer than
    200 characters is not read.
    """
    kept = phrase.strip()
    if len(kept) > LONGEST_PHRASE:
        return Reading(kept, DateKind.UNDATED, doubt=TOO_LONG)
    words = plain(kept)
    found = _read(words, plan) if words or not kept else None
    if found is None or not _is_in_order(found):
        return Reading(kept, DateKind.UNDATED, doubt=NOT_UNDERSTOOD)
    return replace(found, phrase=kept)


def read_phrase(phrase: str, plan: PlanDays) -> WordedDate | None:
    """The date the phrase fixes; None when its words leave something to a person.

    No phrase at all is a milestone without a date.
    """
    reading = read(phrase, plan)
    return reading.date if reading.is_certain else None


def _is_in_order(reading: Reading) -> bool:
    return not (reading.earliest and reading.latest and reading.earliest > reading.latest)


def _read(words: str, plan: PlanDays) -> Reading | None:
    return _first(READERS, words, plan) or _first(LAST_READERS, words, plan)


def _first(readers: tuple[Reader, ...], words: str, plan: PlanDays) -> Reading | None:
    return next((found for reader in readers if (found := reader(words, plan))), None)


def _between(words: str, plan: PlanDays) -> Reading | None:
    found = _BETWEEN.fullmatch(words)
    span = read_span(f"{found['first']} to {found['last']}", plan) if found else None
    return _reading(DateKind.WITHIN, span.first, span.last, span) if span else None


def _from(words: str, plan: PlanDays) -> Reading | None:
    found = _FROM.fullmatch(words) or _ONWARDS.fullmatch(words)
    if found is None:
        return None
    if one := read_stretch(found["period"], plan):
        return _reading(DateKind.FROM, one.first, None, one)
    span = read_span(found["period"], plan)
    return _reading(DateKind.WITHIN, span.first, span.last, span) if span else None


def _after(words: str, plan: PlanDays) -> Reading | None:
    found = _AFTER.fullmatch(words)
    span = read_span(found["period"], plan) if found else None
    if span is None:
        return None
    following = span.last + dt.timedelta(days=1)
    return _reading(DateKind.FROM, following, None, replace(span, precision=DatePrecision.DAY))


def _before(words: str, plan: PlanDays) -> Reading | None:
    found = _BEFORE.fullmatch(words)
    if found is None:
        return None
    ended = re.fullmatch(r"(?:the )?end (?:of )?(?P<ended>.+)", found["period"])
    span = read_span(found["period"], plan)
    if span is None:
        return None
    first = span.last if ended else span.first
    eve = first - dt.timedelta(days=1)
    return _reading(DateKind.BY_END, None, eve, replace(span, precision=DatePrecision.DAY))


def _by(words: str, plan: PlanDays) -> Reading | None:
    start = _BY_START.fullmatch(words)
    span = read_span(start["period"], plan) if start else None
    if span is not None:
        return _reading(DateKind.BY_END, None, span.first, span)
    found = _BY.fullmatch(words)
    span = read_span(found["ended"] or found["by"], plan) if found else None
    if span is None:
        latest = _LATEST.fullmatch(words)
        span = read_span(latest["period"], plan) if latest else None
    return _reading(DateKind.BY_END, None, span.last, span) if span else None


def _within(words: str, plan: PlanDays) -> Reading | None:
    found = _WITHIN.fullmatch(words)
    span = read_span(found["period"], plan) if found else None
    if span is None:
        return None
    is_one_day = span.first == span.last and span.precision == DatePrecision.DAY
    kind = DateKind.EXACT if is_one_day else DateKind.WITHIN
    return _reading(kind, span.first, span.last, span)


def _reading(
    kind: DateKind, earliest: dt.date | None, latest: dt.date | None, span: Span
) -> Reading:
    return Reading("", kind, earliest, latest, span.precision, "", span.doubt)


def _exactly(words: str, plan: PlanDays) -> Reading | None:
    """The canonical words of a date that is less exact than its days (see ``spoken``)."""
    found = _EXACTLY.fullmatch(words)
    reading = _first(DATED_READERS, found["phrase"], plan) if found else None
    if found is None or reading is None or reading.kind == DateKind.RECURRING:
        return None
    kind = DateKind.WITHIN if reading.kind == DateKind.EXACT else reading.kind
    return replace(reading, kind=kind, precision=DatePrecision(found["precision"]))


def _hedged(words: str, plan: PlanDays) -> Reading | None:
    found = _HEDGE.fullmatch(words)
    if found is None:
        return None
    reading = _first(READERS, found["phrase"] or found["before"], plan)
    doubt = f"“{found['hedge'] or found['after']}” leaves the date open"
    return _doubting(reading, doubt)


def _provided(words: str, plan: PlanDays) -> Reading | None:
    found = _PROVISO.fullmatch(words)
    reading = _first(DATED_READERS, found["phrase"], plan) if found else None
    if found is None or reading is None:
        return None
    return _doubting(reading, f"The words also set a condition: {found['proviso']}")


def _doubting(reading: Reading | None, doubt: str) -> Reading | None:
    if reading is None:
        return None
    return replace(reading, doubt="; ".join(each for each in (reading.doubt, doubt) if each))


DATED_READERS: tuple[Reader, ...] = (
    read_recurring, read_offset, _between, _from, _after, _before, _by, _within,
)  # fmt: skip
READERS: tuple[Reader, ...] = (
    read_nothing, read_agreement, _exactly, _provided, *DATED_READERS,
)  # fmt: skip
LAST_READERS: tuple[Reader, ...] = (read_list, _hedged, read_from_event, read_condition)
