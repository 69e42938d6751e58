"""Which published edition a pack is compared with."""

import datetime as dt

from django.db.models import Q

from reporting.models import Pack
from reporting.rules import NATIONAL


def edition_before(pack: Pack, *, known_at: dt.datetime) -> Pack | None:
    """The edition that was in force at ``known_at`` for the quarter before; or none.

    The one about the same subject; the national one where there is none.
    """
    before = Pack.objects.released().filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at),
        period__starts_on=pack.period.quarter.previous.starts_on,
        subject__in=(pack.subject, NATIONAL.slug),
        published_at__lte=known_at,
    )
    found = {each.subject: each for each in before.select_related("period")}
    return found.get(pack.subject) or found.get(NATIONAL.slug)
