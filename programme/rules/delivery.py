"""Decisions about the record of delivery over plain values: no database, no clock."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from programme.choices_delivery import COUNTED_OF, SavingState, VisitState

LIKELY_WITHIN = dt.timedelta(days=365)
"""How far apart two savings that look alike may be and still be taken for the same one."""

HALF_A_DAY = Decimal("0.5")
ONE_PLACE = Decimal("0.1")

VISIT_MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        VisitState.ACCEPTED: frozenset({VisitState.PROPOSED}),
        VisitState.DECLINED: frozenset({VisitState.PROPOSED, VisitState.ACCEPTED}),
        VisitState.DONE: frozenset({VisitState.ACCEPTED}),
    }
)
"""The states from which a visit may come to each state."""

INTERVAL_METHOD = (
    "Days from the first visit that took place to the last, divided by the number of gaps "
    "between them. Visits on one day count as one."
)


def may_move_visit(state: str, to: str) -> bool:
    return state in VISIT_MOVES.get(to, ())


def may_decide_saving(state: str) -> bool:
    """A saving is validated or refused once; a refused one is claimed anew."""
    return state == SavingState.CLAIMED


def may_count(kind: str, counted: str) -> bool:
    """Whether a measure can add up ``counted`` over records of ``kind``."""
    return counted in COUNTED_OF.get(kind, ())


def likeness(*, partner: str, what: str, amount_pence: int) -> str:
    """A digest that two claims of one saving share, however they were typed.

    Capitals, accents, punctuation and spaces make no difference; the amount does.
    """
    words = "|".join((_bare(partner), _bare(what), str(amount_pence)))
    return hashlib.sha256(words.encode()).hexdigest()


def _bare(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in spread if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", letters))


def are_likely_the_same(one_on: dt.date, other_on: dt.date) -> bool:
    """Whether two savings that look alike are close enough in time to be one."""
    return abs(one_on - other_on) <= LIKELY_WITHIN


def day_problem(day: dt.date | None, *, today: dt.date, what: str) -> str:
    """What is wrong with a day on which something is said to have happened; "" when nothing."""
    if day is not None and day > today:
        return f"{what} must be today or in the past"
    return ""


def volunteering_problem(days: Decimal | None) -> str:
    """Volunteering is counted in halves and wholes of a day."""
    if days is None:
        return ""
    if not days.is_finite() or days < 0:
        return "Volunteering days must be 0 or more"
    if days % HALF_A_DAY:
        return "Volunteering days must be whole or half days, like 4 or 4.5"
    return ""


@dataclass(frozen=True, slots=True)
class VisitInterval:
    """How often visits took place, beside how often they should.

    ``days`` is None until two visits on different days have taken place.
    """

    visit_count: int
    days: Decimal | None
    standard_days: int
    method: str = INTERVAL_METHOD

    @property
    def meets_standard(self) -> bool | None:
        """None while there is no interval to judge."""
        return None if self.days is None else self.days <= self.standard_days

    @property
    def words(self) -> str:
        """ "A visit every 16.4 days on average; the standard is 14" or why there is none."""
        if self.days is None:
            return "No average yet: it needs visits on at least two days"
        days = f"{self.days:f}".removesuffix(".0")
        every = "day" if days == "1" else f"{days} days"
        return f"A visit every {every} on average; the standard is {self.standard_days}"


def visit_interval(done_on: Iterable[dt.date], *, standard_days: int) -> VisitInterval:
    """The average interval of visits that took place; see ``INTERVAL_METHOD``."""
    days = sorted(set(done_on))
    if len(days) < 2:
        return VisitInterval(len(days), None, standard_days)
    span = Decimal((days[-1] - days[0]).days)
    average = (span / (len(days) - 1)).quantize(ONE_PLACE, rounding=ROUND_HALF_UP)
    return VisitInterval(len(days), average, standard_days)


def next_occurrence(taken: Sequence[int]) -> int:
    """The place of another saving like those that hold ``taken``: 0 for the first."""
    return max(taken, default=-1) + 1
