"""Tables of the programme."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from csplan.core.models import ReportingPeriod
from csplan.core.periods import london_day
from csplan.core.tables import BaseTable, Column
from csplan.core.templatetags.govuk import status_tag
from csplan.core.worded_moments import date_words
from programme.selectors.national import ReturnLine


class ReturnTable(BaseTable):
    """How far the returns that somebody can read have got."""

    locality = Column(verbose_name="Locality")
    state_label = Column(verbose_name="Return", order_by=("severity",))
    answered = Column(verbose_name="Answered")
    submitted_at = Column(verbose_name="Submitted")
    signed_off_at = Column(verbose_name="Signed off")
    accepted_at = Column(verbose_name="Accepted")
    caption = "Returns by locality"
    row_header = "locality"

    def __init__(self, lines: list[ReturnLine], *, period: ReportingPeriod) -> None:
        super().__init__(lines, empty_text="There is no return here that you can see yet.")
        self.period_slug = period.slug

    def render_locality(self, value: str, record: ReturnLine) -> SafeString:
        url = reverse("programme:return-detail", args=[self.period_slug, record.locality_slug])
        return format_html('<a class="govuk-link" href="{}">{}</a>', url, value)

    def render_state_label(self, value: str, record: ReturnLine) -> SafeString:
        state = status_tag(value, record.colour)
        if not record.lateness:
            return state
        late = status_tag(record.lateness, record.lateness_colour)
        return format_html("{} {}", state, late)

    def render_answered(self, value: int, record: ReturnLine) -> str:
        return f"{value} of {record.total}"

    def render_submitted_at(self, value: dt.datetime, record: ReturnLine) -> SafeString:
        return _signature(value, record.submitted_by)

    def render_signed_off_at(self, value: dt.datetime, record: ReturnLine) -> SafeString:
        return _signature(value, record.signed_off_by)

    def render_accepted_at(self, value: dt.datetime, record: ReturnLine) -> SafeString:
        return _signature(value, record.accepted_by)


def _signature(at: dt.datetime, by: Any) -> SafeString:
    return format_html("{}<br>{}", date_words(london_day(at)), by)
