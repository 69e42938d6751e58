"""The quality check: what makes a set of objectives hard to judge, and how it scores.

Findings warn and never block. Measures and milestones belong to a category unless one names an
objective, so an objective counts as having a measure when a measure names it, or when one of its
category names none; and as time-bound when its own words hold a day, when a dated milestone
names it, or when one of its category names none. The scores are those by which the Institute
for Government judged the objectives published for 2013-14.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from csplan.core.periods import FinancialYear
from csplan.core.worded import PlanDays, find_phrases
from objectives.choices import ItemKind
from objectives.choices_quality import FindingKind

MOST_OBJECTIVES = 18
"""More than the average the Institute for Government found in 2013-14 is many."""

LATE_AFTER_DAYS = 91
"""A quarter of the year has gone by then."""

FEWEST_WORDS = 3

_OPEN = re.compile(
    r"\b(?:to be (?:agreed|confirmed|determined|decided|finalised|developed further)|tb[acd]"
    r"|yet to be (?:agreed|set|decided))\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"(?:see|refer to|as (?:set out|described|defined|agreed|per|in)|in line with|per)\b", re.I
)
_ANOTHER_DOCUMENT = re.compile(
    r"(?:deliver(?:y|ed)?|implement(?:ation|ed)?|progress|achieve(?:ment)?)\b.{0,80}"
    r"\b(?:plan|strategy|timetable|framework|agreement)\W*",
    re.I,
)
_VAGUE = re.compile(
    r"(?:advance|assist|build on|champion|continue|contribute|embed|encourage|engage|enhance"
    r"|ensure|explore|facilitate|foster|help|improve|lead|maintain|promote|provide leadership"
    r"|strengthen|support|take forward|work (?:with|to|closely))\b",
    re.I,
)
_VERBS = (
    "achieve|agree|build|complete|create|deliver|develop|embed|ensure|establish|implement"
    "|improve|increase|introduce|launch|lead|manage|prepare|produce|promote|publish|reduce"
    "|review|strengthen|support"
)
_PARTS = re.compile(rf"[;]\s+|[.]\s+(?=[A-Z])|,? and (?=(?:{_VERBS})\b)")
_FIGURE = re.compile(r"[0-9]|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", re.I)


@dataclass(frozen=True)
class CheckedItem:
    """An item as the check reads it. ``objective`` is the one it names, by its number."""

    reference: str
    kind: ItemKind
    text: str
    category: str
    objective: str = ""
    latest: dt.date | None = None
    date_words: str = ""


@dataclass(frozen=True)
class CheckedSet:
    """A set as the check reads it; ``published_on`` is empty where csplan does not know."""

    key: str
    name: str
    year: FinancialYear
    items: tuple[CheckedItem, ...]
    published_on: dt.date | None = None
    is_public: bool = False

    def of(self, kind: ItemKind) -> list[CheckedItem]:
        return [item for item in self.items if item.kind == kind]


@dataclass(frozen=True)
class Finding:
    """One thing found. ``reference`` is empty when it is about the set as a whole."""

    kind: FindingKind
    words: str
    reference: str = ""


@dataclass(frozen=True)
class Score:
    """What a set, or several together, would be judged by. ``days`` are known or so far."""

    set_count: int = 0
    objective_count: int = 0
    measured_count: int = 0
    time_bound_count: int = 0
    days: tuple[int, ...] = field(default=())

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.set_count + other.set_count,
            self.objective_count + other.objective_count,
            self.measured_count + other.measured_count,
            self.time_bound_count + other.time_bound_count,
            self.days + other.days,
        )

    @property
    def measured_percent(self) -> int | None:
        """Of the objectives, rounded to a whole number; None without any."""
        return _percent(self.measured_count, self.objective_count)

    @property
    def time_bound_percent(self) -> int | None:
        return _percent(self.time_bound_count, self.objective_count)

    @property
    def objectives_each(self) -> int | None:
        """Objectives for each set, rounded; None without any set."""
        return round(self.objective_count / self.set_count) if self.set_count else None

    @property
    def days_each(self) -> int | None:
        """Days from 1 April to publication, on average over those that are known."""
        return round(sum(self.days) / len(self.days)) if self.days else None


PUBLISHED_FIGURES: Mapping[str, int] = {
    "measured_percent": 94,
    "time_bound_percent": 68,
    "objectives_each": 18,
    "months_late": 9,
}
"""Institute for Government, on the objectives of Permanent Secretaries for 2013-14."""


def findings(checked: CheckedSet, *, on: dt.date) -> tuple[Finding, ...]:
    """Everything found in one set by itself, in the order of ``FindingKind``."""
    found = [
        *_of_objectives(checked),
        *_of_milestones(checked),
        *_of_words(checked),
        *_of_the_set(checked, on=on),
    ]
    order = list(FindingKind)
    return tuple(sorted(found, key=lambda each: order.index(each.kind)))


def score(checked: CheckedSet, *, on: dt.date) -> Score:
    """How one set scores; an unpublished one counts the days so far."""
    objectives = checked.of(ItemKind.OBJECTIVE)
    days = days_to_publication(checked, on=on)
    return Score(
        set_count=1,
        objective_count=len(objectives),
        measured_count=sum(has_measure(each, checked) for each in objectives),
        time_bound_count=sum(is_time_bound(each, checked) for each in objectives),
        days=() if days is None else (days,),
    )


def days_to_publication(checked: CheckedSet, *, on: dt.date) -> int | None:
    """Days from the year's first to publication, or so far.

    0 when it was published before the year began; None when it was published elsewhere, on a
    day that csplan does not know.
    """
    if checked.is_public and checked.published_on is None:
        return None
    return max(0, ((checked.published_on or on) - checked.year.starts_on).days)


def has_measure(objective: CheckedItem, checked: CheckedSet) -> bool:
    return _is_served(objective, checked.of(ItemKind.MEASURE))


def is_time_bound(objective: CheckedItem, checked: CheckedSet) -> bool:
    dated = [item for item in checked.of(ItemKind.MILESTONE) if item.latest]
    return _is_served(objective, dated) or _names_a_day(objective.text, checked.year)


def _is_served(objective: CheckedItem, items: Sequence[CheckedItem]) -> bool:
    return any(
        item.objective == objective.reference
        if item.objective
        else item.category == objective.category
        for item in items
    )


def _names_a_day(text: str, year: FinancialYear) -> bool:
    plan = PlanDays(year.starts_on, year.ends_on)
    return any(found.is_led and found.reading.latest for found in find_phrases(text, plan))


def _of_objectives(checked: CheckedSet) -> Iterator[Finding]:
    for objective in checked.of(ItemKind.OBJECTIVE):
        if not has_measure(objective, checked):
            yield Finding(
                FindingKind.NO_MEASURE, "No performance measure tells of it", objective.reference
            )
        if not is_time_bound(objective, checked):
            yield Finding(
                FindingKind.NOT_TIME_BOUND,
                "Neither its words nor a milestone say by when",
                objective.reference,
            )


def _of_milestones(checked: CheckedSet) -> Iterator[Finding]:
    for milestone in checked.of(ItemKind.MILESTONE):
        if milestone.latest is None:
            words = milestone.date_words or "Undated"
            yield Finding(FindingKind.NOT_TIME_BOUND, words, milestone.reference)


def _of_words(checked: CheckedSet) -> Iterator[Finding]:
    named = {item.objective for item in checked.of(ItemKind.MEASURE)}
    for item in checked.items:
        if is_left_open(item.text):
            yield Finding(FindingKind.TO_BE_AGREED, "It is left open", item.reference)
        if is_cross_reference(item.text):
            words = "It names another document and no result"
            yield Finding(FindingKind.CROSS_REFERENCE, words, item.reference)
        if item.kind != ItemKind.OBJECTIVE:
            continue
        if item.reference not in named and (verb := vague_verb(item.text)):
            yield Finding(FindingKind.VAGUE, f"It begins with “{verb}”", item.reference)
        if (count := len(parts_of(item.text))) > 1:
            yield Finding(FindingKind.COMPOUND, f"It reads as {count} things", item.reference)


def _of_the_set(checked: CheckedSet, *, on: dt.date) -> Iterator[Finding]:
    count = len(checked.of(ItemKind.OBJECTIVE))
    if count > MOST_OBJECTIVES:
        yield Finding(FindingKind.TOO_MANY, f"{count} objectives, more than {MOST_OBJECTIVES}")
    days = days_to_publication(checked, on=on)
    if days is not None and days > LATE_AFTER_DAYS:
        began = f"{days} days after 1 April {checked.year.start_year}"
        words = f"Published {began}" if checked.is_public else f"Not published {began}"
        yield Finding(FindingKind.LATE, words)


def is_left_open(text: str) -> bool:
    return _OPEN.search(text) is not None


def is_cross_reference(text: str) -> bool:
    """Whether the words name another document and hold no figure of their own."""
    if _FIGURE.search(text):
        return False
    words = text.strip()
    return bool(_ELSEWHERE.match(words) or _ANOTHER_DOCUMENT.fullmatch(words))


def vague_verb(text: str) -> str:
    """The verb the words begin with if it promises an activity of which no figure says how much.

    Empty otherwise.
    """
    found = _VAGUE.match(text.strip())
    return found[0] if found and not _FIGURE.search(text) else ""


def parts_of(text: str) -> list[str]:
    """The things one bullet asks for, as far as punctuation and verbs tell them apart."""
    parts = [part.strip() for part in _PARTS.split(text.strip().rstrip(";.")) if part]
    return [part for part in parts if len(part.split()) >= FEWEST_WORDS]


def _percent(part: int, whole: int) -> int | None:
    return round(Fraction(100 * part, whole)) if whole else None
