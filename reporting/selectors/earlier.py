"""Which published edition a pack is compared with."""

import datetime as dt

from django.db.models import Q

from csplan.core.periods import FinancialYear
from reporting.choices import PackKind
from reporting.models import Pack
from reporting.querysets import PackQuerySet
from reporting.rules import NATIONAL


def edition_before(pack: Pack, *, known_at: dt.datetime) -> Pack | None:
    """The edition that was in force at ``known_at`` for the quarter before; or none.

    The one about the same subject; the national one where there is none. Of a pack about a year
    the one about the year before that goes furthest into it, and no other. One query.
    """
    if pack.kind == PackKind.YEAR_END:
        return _of_year_before(pack, known_at)
    before = _in_force(known_at).filter(
        period__starts_on=pack.period.quarter.previous.starts_on,
        subject__in=(pack.subject, NATIONAL.slug),
    )
    found = {each.subject: each for each in before}
    return found.get(pack.subject) or found.get(NATIONAL.slug)


def _of_year_before(pack: Pack, known_at: dt.datetime) -> Pack | None:
    year = FinancialYear(pack.period.quarter.year.start_year - 1)
    within = year.starts_on, year.ends_on
    before = _in_force(known_at).filter(subject=pack.subject, period__starts_on__range=within)
    return before.order_by("period__starts_on").last()


def _in_force(moment: dt.datetime) -> PackQuerySet:
    """Editions that were published by then and not yet superseded."""
    rows = Pack.objects.released().filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment), published_at__lte=moment
    )
    return rows.select_related("period")
