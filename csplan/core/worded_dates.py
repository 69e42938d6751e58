"""What a published date phrase means: its kind, the days it spans and how exact it is.

The phrase itself is kept word for word beside these values. An undated milestone has no
days at all and nobody invents them; overdue is judged by the latest day.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models

from csplan.core.worded_moments import date_words


class DateKind(models.TextChoices):
    """How a published phrase ties a milestone to time."""

    EXACT = "exact", "On an exact day"
    BY_END = "by_end", "By the end of a period"
    WITHIN = "within", "Within a period"
    RECURRING = "recurring", "Recurring"
    OFFSET = "offset", "Counted from the start of the year"
    FROM = "from", "From a date on"
    CONDITION = "condition", "When a condition is met"
    AS_AGREED = "as_agreed", "As agreed with somebody"
    UNDATED = "undated", "Undated"


class DatePrecision(models.TextChoices):
    """How exact the phrase is."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    YEAR = "year", "Year"
    NONE = "", "Not dated"


@dataclass(frozen=True)
class WordedDate:
    """A phrase and its meaning. ``earliest`` is never after ``latest``."""

    phrase: str
    kind: DateKind
    earliest: dt.date | None = None
    latest: dt.date | None = None
    precision: DatePrecision = DatePrecision.NONE

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"{self.earliest} is after {self.latest}")

    def is_overdue(self, on: dt.date) -> bool:
        """Whether ``on`` is past the latest day the phrase allows; never when undated."""
        return self.latest is not None and on > self.latest

    @property
    def meaning(self) -> str:
        """What the phrase was taken to mean, in words that stand beside it.

        Days are named only for the kinds that fix them: a recurring milestone, one counted
        from the start of the year or one left to an agreement is never given a deadline here.
        """
        if self.kind == DateKind.EXACT and self.latest:
            return f"On {date_words(self.latest)}"
        if self.kind == DateKind.BY_END and self.latest:
            return f"No later than {date_words(self.latest)}"
        if self.kind == DateKind.WITHIN and self.earliest and self.latest:
            return f"Between {date_words(self.earliest)} and {date_words(self.latest)}"
        if self.kind == DateKind.FROM and self.earliest:
            return f"From {date_words(self.earliest)}"
        return _MEANINGS.get(self.kind, self.kind.label)


_MEANINGS = {DateKind.AS_AGREED: "As agreed, with no date given"}
