"""The localities of a pack and who held their posts, read once and frozen."""

from collections import defaultdict
from typing import Any

from django.db.models import Q

from csplan.core.models import ReportingPeriod
from localities.models import Locality, PostHolding
from reporting.document import plain
from reporting.document.returns.content import CountedReturns

Json = dict[str, Any]


def pack_localities(
    returns: CountedReturns, milestones: list[Json], period: ReportingPeriod
) -> list[Json]:
    """Every locality that reports this quarter or has a milestone to report."""
    slugs = {row["locality"] for row in returns.rows if row["quarter"] == period.slug}
    slugs |= {milestone["locality"] for milestone in milestones}
    localities = Locality.objects.filter(slug__in=slugs).select_related("cluster")
    holders = _holders(period)
    return [
        {
            "slug": each.slug,
            "name": each.name,
            "cluster": each.cluster.name,
            "posts": holders[each.slug],
        }
        for each in localities.order_by("cluster__order", "order", "name")
    ]


def _holders(period: ReportingPeriod) -> dict[str, list[Json]]:
    """Who held each locality's posts on the quarter's last day; "" when vacant."""
    on = period.quarter.ends_on
    holdings = (
        PostHolding.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .filter(starts_on__lte=on, post__locality__isnull=False)
        .select_related("post__locality", "user")
        .order_by("post__order", "post__pk", "starts_on", "pk")
    )
    held: dict[str, list[Json]] = defaultdict(list)
    for each in holdings:
        name = each.holder_name or plain.person_text(each.user)
        locality = each.post.locality
        if locality is not None:
            held[locality.slug].append({"post": each.post.get_kind_display(), "holder": name})
    return held
