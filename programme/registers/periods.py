"""The quarters and their dates."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from csplan.accounts.actors import Actor
from csplan.core.models import ReportingPeriod
from csplan.core.periods import FinancialYear, PeriodError
from csplan.registers.declaration import Filter, RecordLink, Register, RegisterColumn
from programme.forms.periods import PeriodForm
from programme.permissions.periods import can_change_period, can_date_period, can_keep_periods


def _rows(actor: Actor) -> QuerySet[ReportingPeriod]:
    return ReportingPeriod.objects.annotate(return_count=Count("returns"))


def _years(actor: Actor) -> Iterable[tuple[str, str]]:
    days = ReportingPeriod.objects.values_list("starts_on", flat=True)
    years = {FinancialYear.containing(day) for day in days}
    return [(year.slug, year.label) for year in sorted(years, reverse=True)]


def _in_year(rows: Any, slug: str, on: Any) -> Any:
    try:
        year = FinancialYear.parse(slug)
    except PeriodError:
        return rows.none()
    return rows.filter(starts_on__range=(year.starts_on, year.ends_on))


def _state(period: Any) -> str:
    """Its dates are settled once there are returns."""
    return "Returns made" if period.return_count else "Not opened"


def _links(period: Any, actor: Actor, on: Any) -> list[RecordLink]:
    links = [RecordLink("Returns", reverse("programme:return-list", args=[period.slug]))]
    # Once it is closed the page says so.
    if can_date_period(actor, period) and period.closed_at is None:
        dates = reverse("programme:period-dates", args=[period.slug])
        links.append(RecordLink("Count its dates back from a meeting", dates))
    return links


QUARTERS = Register(
    app="programme",
    slug="quarters",
    singular="quarter",
    plural="quarters",
    name="Quarters and their dates",
    lead="When each quarter opens for reporting, falls due and closes. Once there are returns for"
    " a quarter its dates stay; the Head of CS Local opens and closes it and gives longer.",
    model=ReportingPeriod,
    form=PeriodForm,
    columns=(
        RegisterColumn(
            "name", "Quarter", value=lambda period: period.quarter.short_label,
            order_by=("starts_on",),
        ),
        RegisterColumn("starts_on", "First day", order_by=("starts_on",)),
        RegisterColumn("opens_at", "Opens", "A date; empty for the usual one", ("opens_at",)),
        RegisterColumn("due_at", "Due", "A date; empty for the usual one", ("due_at",)),
        RegisterColumn("closes_at", "Closes", "A date; empty for the usual one", ("closes_at",)),
        RegisterColumn("state", "Returns", value=_state),
    ),
    natural_key=("starts_on",),
    rows=_rows,
    can_manage=can_keep_periods,
    change_rule=can_change_period,
    filters=(Filter("year", "Year", _years, _in_year, every="All years"),),
    order_by=("-starts_on",),
    parent=("Returns", "programme:period-list"),
    links=_links,
)  # fmt: skip
