"""Who is told by e-mail of what happens to returns: holders of roles on a day."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from programme.models import QuarterlyReturn


def holders_for(
    quarterly_return: QuarterlyReturn, *roles: Role, on: dt.date
) -> Sequence[RoleGrant]:
    """The grants of ``roles`` that concern the return, with their active users. One query.

    Roles of a locality or a cluster are those of the return's own; the others are national.
    """
    locality = quarterly_return.locality
    concerned = (
        Q(locality=locality)
        | Q(cluster=locality.cluster_id)
        | Q(locality__isnull=True, cluster__isnull=True)
    )
    grants = RoleGrant.objects.in_force_on(on).filter(
        concerned, role__in=roles, user__is_active=True
    )
    return list(grants.select_related("user").order_by("pk"))
