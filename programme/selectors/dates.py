"""The meeting that considers a quarter, and what it means for the quarter's dates."""

from dataclasses import dataclass

from django.db.models import QuerySet

from csplan.core.models import ReportingPeriod
from localities.models import Meeting, QuarterMeeting
from programme.rules.periods import CountedBack


@dataclass(frozen=True, slots=True)
class Consideration:
    """A quarter's meeting; ``counted`` has the dates as counted back from it now."""

    row: QuarterMeeting
    counted: CountedBack

    @property
    def meeting(self) -> Meeting:
        return self.row.meeting


def consideration_of(period: ReportingPeriod) -> Consideration | None:
    """The meeting that considers the quarter, if one was named. One query."""
    rows = QuarterMeeting.objects.select_related("meeting__group").filter(period=period)
    row = rows.first()
    if row is None:
        return None
    return Consideration(row, CountedBack(row.meeting.day, row.due_before, row.closes_before))


def meetings_for(period: ReportingPeriod) -> QuerySet[Meeting]:
    """Meetings of national groups after the quarter's end, the first of them first."""
    national = Meeting.objects.filter(group__locality__isnull=True)
    after = national.filter(day__gt=period.quarter.ends_on)
    return after.select_related("group").order_by("day", "group__name")
