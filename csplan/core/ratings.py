"""Delivery ratings: their words, order and the rules that combine them."""

import datetime as dt
from collections.abc import Iterable

from django.db import models


class Rating(models.TextChoices):
    """What the person reporting says of a milestone. Colour is never shown without the word."""

    COMPLETE = "complete", "Complete"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"


DEFINITIONS: dict[str, str] = {
    Rating.COMPLETE: "Delivered in full, and there is evidence to show it.",
    Rating.ON_TRACK: "Expected by its date with the resources in place. Nothing needs a decision.",
    Rating.AT_RISK: "Can still be met, but a named risk must be dealt with first.",
    Rating.OFF_TRACK: "Will miss its date, or has missed it, unless something changes.",
}
"""The wording that stands beside each choice, so that everybody means the same by it."""

NEEDS_PATH_TO_GREEN = frozenset({Rating.AT_RISK, Rating.OFF_TRACK})
"""Ratings that must say what will bring the milestone back on track."""

NO_REPORT_LABEL = "No report"
_SEVERITY = [Rating.COMPLETE, Rating.ON_TRACK, Rating.AT_RISK, Rating.OFF_TRACK]


def severity(rating: str) -> int:
    """0 for complete up to 3 for off track; -1 when nothing was reported."""
    return _SEVERITY.index(Rating(rating)) if rating else -1


def label(rating: str) -> str:
    """The word for ``rating``; an empty rating reads "No report", never the last colour."""
    return Rating(rating).label if rating else NO_REPORT_LABEL


def overall_rating(ratings: Iterable[str]) -> str:
    """The worst rating reported in a group of milestones; "" when none was reported.

    So a group is complete only when every milestone that was reported is complete.
    """
    reported = [rating for rating in ratings if rating]
    return max(reported, key=severity, default="")


def slip_in_days(*, baseline_on: dt.date | None, expected_on: dt.date | None) -> int | None:
    """Days from the baseline to the expected (or actual) day; None when either is unknown.

    Positive is late, negative early.
    """
    if baseline_on is None or expected_on is None:
        return None
    return (expected_on - baseline_on).days
