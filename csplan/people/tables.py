"""The list of people."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.accounts.models import RoleGrant, User
from csplan.core.periods import london_day
from csplan.core.tables import BaseTable, Column, DayColumn
from csplan.core.templatetags.govuk import status_tag
from csplan.core.worded_moments import date_words
from csplan.people.selectors.people import HELD_TODAY, role_words, state_words

COLOURS = {"Open": "green", "Invited": "yellow", "Closed": "grey"}


class PeopleTable(BaseTable):
    """Everybody with an account, with the roles they hold today."""

    full_name = Column(verbose_name="Name")
    email = Column(verbose_name="Email address")
    roles = Column(
        verbose_name="Roles today", accessor=HELD_TODAY, empty_values=(), orderable=False
    )
    last_login = DayColumn(verbose_name="Last signed in", default="Never")
    state = Column(verbose_name="Account", empty_values=(), orderable=False)

    caption = "People"
    is_caption_shown = False
    row_header = "full_name"

    def render_full_name(self, value: str, record: User) -> SafeString:
        url = reverse("people:person", args=[record.pk])
        return format_html('<a class="govuk-link" href="{}">{}</a>', url, value)

    def render_roles(self, value: list[RoleGrant]) -> Any:
        words = ((role_words(row),) for row in value)
        return format_html_join(SafeString("<br>"), "{}", words) or "None"

    def render_last_login(self, value: Any) -> str:
        return date_words(london_day(value))

    def render_state(self, record: User) -> Any:
        words = state_words(record)
        return status_tag(words, COLOURS[words])
