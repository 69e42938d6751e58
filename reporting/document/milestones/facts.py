"""A snapshot's milestones and what was reported of them as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from csplan.core.periods import Quarter
from csplan.core.ratings import Rating
from programme.rules.evidence import counted_rating
from reporting.document import plain


@dataclass(frozen=True, slots=True)
class Report:
    """What one return says of a milestone. The words are kept for the pack's quarter alone."""

    quarter: Quarter
    rating: str
    forecast_on: dt.date | None = None
    completed_on: dt.date | None = None
    narrative: str = ""
    risk: str = ""
    path_to_green: str = ""
    date_change_reason: str = ""
    evidence: str = ""
    late_report_reason: str = ""
    moderated: str = ""
    moderation_reason: str = ""
    own: str = ""
    own_reasons: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def counted(self) -> str:
        """The rating that counts: the national team's if they moderated, else the locality's."""
        return counted_rating(self.rating, self.moderated)

    @property
    def disagree(self) -> bool:
        """Whether any two of the ratings that were given differ."""
        return len({self.rating, self.own, self.moderated} - {""}) > 1

    @property
    def expected_on(self) -> dt.date | None:
        """What was moderated as not complete has no day any more, until another is given."""
        return self.completed_on if self.counted == Rating.COMPLETE else self.forecast_on


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone with the reports of it that count, in order of quarter.

    ``owner`` is None in snapshots that were frozen before they named one.
    ``rebaselined_because`` is why its agreed date was last changed.
    """

    pk: int
    outcome: int
    locality: str
    title: str
    phrase: str = ""
    latest_on: dt.date | None = None
    baseline_on: dt.date | None = None
    reports: tuple[Report, ...] = ()
    owner: str | None = None
    rebaselined_because: str = ""


def read_milestone(row: Mapping[str, Any]) -> Milestone:
    return Milestone(
        pk=row["id"],
        outcome=row["outcome"],
        locality=row["locality"],
        title=row["title"],
        phrase=row["phrase"],
        latest_on=plain.day(row["latest_on"]),
        baseline_on=plain.day(row["baseline_on"]),
        reports=tuple(_report(report) for report in row["reports"]),
        owner=row.get("owner"),
        rebaselined_because=next((r["reason"] for r in reversed(row.get("rebaselined", []))), ""),
    )


def _report(row: Mapping[str, Any]) -> Report:
    return Report(
        quarter=plain.quarter(row["quarter"]),
        rating=row["rating"],
        forecast_on=plain.day(row["forecast_on"]),
        completed_on=plain.day(row["completed_on"]),
        narrative=row.get("narrative", ""),
        risk=row.get("risk", ""),
        path_to_green=row.get("path_to_green", ""),
        date_change_reason=row.get("date_change_reason", ""),
        evidence=row.get("evidence", ""),
        late_report_reason=row.get("late_report_reason", ""),
        moderated=row.get("moderated", ""),
        moderation_reason=row.get("moderation_reason", ""),
        own=row.get("own", ""),
        own_reasons=tuple(row.get("own_reasons", ())),
        explanation=row.get("explanation", ""),
    )
