"""csplan's own view of a milestone, from the evidence: no database, no clock.

Judged as at the last day of the quarter, so that it stays what it was when somebody explained
why theirs differs. Each finding says why in plain words; the worst rating among them is the view.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating, label, overall_rating, severity
from csplan.core.worded_moments import date_words

SHORT_SLIP_DAYS = 30
"""A milestone expected up to so many days late is at risk; any later, off track."""

SLIPS_AT_RISK = 2
SLIPS_OFF_TRACK = 3
"""How many slips in a row make a milestone at risk, and off track."""

QUARTERS_SILENT = 2
"""How many quarters in a row without a report make a milestone at risk."""

ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


class Code(StrEnum):
    """What a finding is about."""

    NOT_REPORTED = "not_reported"
    OVERDUE = "overdue"
    LATE = "late"
    MOVED = "moved"
    REPEATED = "repeated"
    SILENT = "silent"
    UNKNOWN = "unknown"
    IN_TIME = "in_time"
    COMPLETED = "completed"
    TRAJECTORY = "trajectory"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the evidence shows, as part of a sentence.

    Without a rating it is worth knowing and decides nothing.
    """

    code: Code
    reason: str
    rating: str = ""


@dataclass(frozen=True, slots=True)
class OwnView:
    """What csplan makes of a milestone; no rating where there is nothing to judge it by."""

    rating: str
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        return label(self.rating) if self.rating else "Cannot tell"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Each finding as a line of a list."""
        return tuple(_capitalised(finding.reason) for finding in self.findings)

    @property
    def clause(self) -> str:
        """ "14 days later than agreed; the third slip in a row" """
        return "; ".join(finding.reason for finding in self.findings)

    @property
    def words(self) -> str:
        return _capitalised(self.clause)


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """What an earlier quarter's return said of the day; nothing when it was not reported."""

    is_reported: bool
    expected_on: dt.date | None = None
    counts_as_slip: bool = True


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """A measure of the milestone's outcome beside its trajectory."""

    title: str
    rating: str


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What is known of a milestone at the end of ``quarter``; ``earlier`` is oldest first.

    ``agreed_on`` is the day slips count from, ``latest_on`` the last day its words allow.
    """

    quarter: Quarter
    rating: str = ""
    forecast_on: dt.date | None = None
    completed_on: dt.date | None = None
    agreed_on: dt.date | None = None
    latest_on: dt.date | None = None
    earlier: Sequence[EarlierReport] = field(default=())
    measures: Sequence[MeasureStanding] = field(default=())

    @property
    def due_on(self) -> dt.date | None:
        return self.latest_on or self.agreed_on

    @property
    def forecasts(self) -> list[dt.date]:
        """The days expected so far, the agreed one first and this quarter's last."""
        before = [each.expected_on for each in self.earlier if each.counts_as_slip]
        known = [self.agreed_on, *before, self.forecast_on]
        return [day for day in known if day is not None]

    @property
    def expected_on(self) -> dt.date | None:
        """This quarter's forecast or, while there is none, the last one given."""
        return self.forecasts[-1] if self.forecasts else None


def own_view(facts: MilestoneFacts) -> OwnView:
    """What the evidence says of the milestone, with its reasons, the gravest first."""
    found = _completed(facts) if facts.rating == Rating.COMPLETE else _unfinished(facts)
    findings = sorted(found, key=lambda finding: -severity(finding.rating))
    return OwnView(overall_rating(each.rating for each in findings), tuple(findings))


def _completed(facts: MilestoneFacts) -> Iterator[Finding]:
    days = _days(facts.due_on, facts.completed_on)
    when = f"{_span(days)} later than agreed" if days > 0 else "by its agreed date"
    reason = f"reported complete, {when}" if facts.due_on else "reported complete"
    yield Finding(Code.COMPLETED, reason, Rating.COMPLETE)


def _unfinished(facts: MilestoneFacts) -> list[Finding]:
    against = [
        *_overdue(facts),
        *_late(facts),
        *_repeated(facts),
        *_moved(facts),
        *_silent(facts),
    ]
    is_alarming = any(finding.rating for finding in against)
    notes = [] if is_alarming else _nothing_against(facts)
    return [*against, *notes, *_not_reported(facts), *_trajectory(facts)]


def _nothing_against(facts: MilestoneFacts) -> list[Finding]:
    """On track when nothing speaks against it, provided there is anything to go by."""
    if not facts.rating:
        return []
    if len(facts.forecasts) < 2:
        return [Finding(Code.UNKNOWN, "there are no two dates of it to compare")]
    then = "by its agreed date" if facts.agreed_on else "no later than before"
    return [Finding(Code.IN_TIME, f"expected {then}", Rating.ON_TRACK)]


def _overdue(facts: MilestoneFacts) -> Iterator[Finding]:
    due_on = facts.due_on
    if due_on is None or due_on > facts.quarter.ends_on:
        return
    # Reported before the quarter was over, and still expected in time.
    if facts.forecast_on is not None and facts.forecast_on <= due_on:
        return
    reason = f"due by {date_words(due_on)} and not reported complete"
    yield Finding(Code.OVERDUE, reason, Rating.OFF_TRACK)


def _late(facts: MilestoneFacts) -> Iterator[Finding]:
    days = _days(facts.agreed_on or facts.due_on, facts.expected_on)
    if days > 0:
        rating = Rating.AT_RISK if days <= SHORT_SLIP_DAYS else Rating.OFF_TRACK
        yield Finding(Code.LATE, f"{_span(days)} later than agreed", rating)


def _moved(facts: MilestoneFacts) -> Iterator[Finding]:
    """The day expected since the last report; it decides only where no day was agreed."""
    counted = (each for each in reversed(facts.earlier) if each.counts_as_slip)
    last = next((each.expected_on for each in counted if each.expected_on), None)
    days = _days(last, facts.forecast_on)
    if days > 0 and last != facts.agreed_on:
        rating = "" if facts.agreed_on else Rating.AT_RISK
        yield Finding(Code.MOVED, f"{_span(days)} later than last forecast", rating)


def _repeated(facts: MilestoneFacts) -> Iterator[Finding]:
    count = slips_in_a_row(facts.forecasts)
    if count >= SLIPS_AT_RISK:
        rating = Rating.AT_RISK if count < SLIPS_OFF_TRACK else Rating.OFF_TRACK
        yield Finding(Code.REPEATED, f"the {_ordinal(count)} slip in a row", rating)


def slips_in_a_row(forecasts: Sequence[dt.date]) -> int:
    """How often running, up to the last one, a day was put later than the one before it."""
    count = 0
    for before, after in pairwise(forecasts):
        count = count + 1 if after > before else 0
    return count


def _silent(facts: MilestoneFacts) -> Iterator[Finding]:
    count = 0
    for report in reversed(facts.earlier):
        if report.is_reported:
            break
        count += 1
    if count == 1:
        yield Finding(Code.SILENT, "nothing was reported of it last quarter")
    if count >= QUARTERS_SILENT:
        reason = f"nothing was reported of it in the last {count} quarters"
        yield Finding(Code.SILENT, reason, Rating.AT_RISK)


def _not_reported(facts: MilestoneFacts) -> Iterator[Finding]:
    if not facts.rating:
        yield Finding(Code.NOT_REPORTED, "nothing is reported of it this quarter")


def _trajectory(facts: MilestoneFacts) -> Iterator[Finding]:
    """Measures belong to the outcome and not to one milestone, so they decide nothing alone."""
    behind = [each.title for each in facts.measures if each.rating not in ("", Rating.ON_TRACK)]
    if behind:
        noun = "measure" if len(behind) == 1 else "measures"
        reason = f"{noun} of the same outcome off plan: {', '.join(behind)}"
        yield Finding(Code.TRAJECTORY, reason)


class Difference(StrEnum):
    """How one rating compares with another."""

    NONE = ""
    BETTER = "better"
    WORSE = "worse"


def difference(given: str, other: str) -> Difference:
    """Whether ``given`` is better or worse than ``other``; none where either is missing."""
    if not given or not other or given == other:
        return Difference.NONE
    return Difference.BETTER if severity(given) < severity(other) else Difference.WORSE


def counted_rating(given: str, moderated: str) -> str:
    """The rating that counts: the national team's where they moderated, else the locality's."""
    return moderated or given


def moderation_problem(rating: str, *, given: str, standing: str) -> str:
    """Why ``rating`` cannot be set over the co-ordinator's ``given``; "" when it can.

    ``standing`` is the national team's present rating, if any. To agree with the co-ordinator
    again is to lift it.
    """
    if rating not in Rating.values:
        return "Select a rating"
    if rating == standing:
        return "The national team has given this rating already"
    if rating == given and not standing:
        return "This is the co-ordinator’s own rating: select another, or leave it"
    if rating == Rating.COMPLETE and given != Rating.COMPLETE:
        return "Only its locality can report a milestone complete, with the day"
    return ""


def _days(start: dt.date | None, end: dt.date | None) -> int:
    return (end - start).days if start and end else 0


def _span(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def _ordinal(number: int) -> str:
    return ORDINALS[number] if number < len(ORDINALS) else f"{number}th"


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
