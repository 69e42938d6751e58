"""What the record of delivery says to a performance measure of somebody's objectives.

Only the figure is told, never the records: whoever reads the objectives' progress need not be
entitled to the record of delivery.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from csplan.core.periods import FinancialYear
from objectives.rules.sources import ComputedFigure
from programme.models import Visit, VisitStandard
from programme.rules.delivery import visit_interval

VISITS_INTERVAL: Final = "visits-interval"


class VisitsInterval:
    """How often the Head of the Civil Service visited teams, beside the standard of the year."""

    key = VISITS_INTERVAL
    label = "How often visits take place, from the record of visits"

    def figures(self, *, since: FinancialYear, on: dt.date) -> tuple[ComputedFigure, ...]:
        """Two queries. A year before the record began has no words."""
        last = FinancialYear.containing(on).start_year
        done = Visit.objects.done().filter(visit_on__range=(since.starts_on, on))
        days = [day for day in done.values_list("visit_on", flat=True) if day]
        standards = list(VisitStandard.objects.order_by("-year_start"))
        years = (FinancialYear(start) for start in range(since.start_year, last + 1))
        return tuple(_figure(year, days, standards) for year in years)


def _figure(
    year: FinancialYear, days: Iterable[dt.date], standards: Iterable[VisitStandard]
) -> ComputedFigure:
    in_force = (each for each in standards if each.year_start <= year.start_year)
    standard = next(in_force, None)
    of_year = [day for day in days if day in year]
    if standard is None or not of_year:
        return ComputedFigure(year, "", "")
    interval = visit_interval(of_year, standard_days=standard.interval_days)
    return ComputedFigure(year, interval.words, interval.method, interval.meets_standard)
