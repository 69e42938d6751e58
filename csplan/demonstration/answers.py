"""What the illustrative year's data files say was reported, as values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from csplan.core.ratings import Rating
from csplan.demonstration.files import Record, read
from csplan.demonstration.local_work import local_files, placed_items, placed_measures
from programme.rules.returns import MilestoneAnswers

MilestonePlace = tuple[int, int, int]
"""A milestone's outcome, the order of its item there, and its own order in the item."""

MeasurePlace = tuple[int, int]
"""A measure's outcome and its order there."""


@dataclass(frozen=True)
class MeasureAnswer:
    """A figure, or the reason there is none, and what was said beside it."""

    value: Decimal | None
    not_available_reason: str = ""
    comment: str = ""


class YearAnswers:
    """The year's reports by locality slug, place and number of the quarter."""

    def __init__(self) -> None:
        files = {data["locality"]: data for data in local_files()}
        self._milestones = {slug: _milestones(data) for slug, data in files.items()}
        self._overviews = {slug: data["overviews"] for slug, data in files.items()}
        self._measures = dict(placed_measures())

    def milestone(
        self, locality: str, place: MilestonePlace, quarter: int, *, baseline_on: dt.date | None
    ) -> MilestoneAnswers | None:
        """What was said of a milestone; None when nothing was."""
        record = self._milestones[locality].get(place, {}).get(f"q{quarter}")
        return _milestone_answers(record, baseline_on) if record else None

    def measure(self, locality: str, place: MeasurePlace, quarter: int) -> MeasureAnswer | None:
        """What was said of a measure; None when nothing was."""
        record = self._measures.get(place, {})
        reported = record.get("reported", {}).get(locality, [])
        if len(reported) < quarter:
            return None
        comment = record.get("comments", {}).get(locality, {}).get(f"q{quarter}", "")
        return _measure_answer(reported[quarter - 1], comment)

    def measure_key(self, place: MeasurePlace) -> str:
        """The measure's name in the data files; "" for one that is not in them."""
        key: str = self._measures.get(place, {}).get("key", "")
        return key

    def place_of(self, key: str) -> MeasurePlace:
        """Where the measure of that name in the data files stands."""
        return next(place for place, record in self._measures.items() if record["key"] == key)

    def overview(self, locality: str, quarter: int) -> str:
        words: str = self._overviews[locality].get(f"q{quarter}", "")
        return words


def stories() -> list[Record]:
    """How each return came to be where it is."""
    told: list[Record] = read("year/returns")["returns"]
    return told


def _milestones(data: Record) -> Mapping[MilestonePlace, Record]:
    return {
        (place.outcome, place.order, order): milestone
        for place, item in placed_items(data)
        for order, milestone in enumerate(item["milestones"], start=1)
    }


def _milestone_answers(record: Record, baseline_on: dt.date | None) -> MilestoneAnswers:
    is_complete = record["rating"] == Rating.COMPLETE
    return MilestoneAnswers(
        rating=record["rating"],
        forecast_on=None if is_complete else record.get("expect", baseline_on),
        completed_on=record.get("on"),
        narrative=record["words"],
        risk=record.get("risk", ""),
        path_to_green=record.get("path", ""),
        date_change_reason=record.get("date_reason", ""),
        evidence=record.get("evidence", ""),
        rating_explanation=record.get("why", ""),
    )


def _measure_answer(reported: str | float, comment: str) -> MeasureAnswer:
    if isinstance(reported, str):
        return MeasureAnswer(None, not_available_reason=reported)
    return MeasureAnswer(Decimal(str(reported)), comment=comment)
