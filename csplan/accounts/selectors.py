"""Reads over accounts."""

import datetime as dt

from csplan.accounts.actors import Actor, Grant
from csplan.accounts.models import RoleGrant, User


def actor_for(user: User, *, on: dt.date) -> Actor:
    """``user`` with the roles in force on the London day ``on``. One query."""
    rows = RoleGrant.objects.filter(user=user).in_force_on(on).order_by("pk")
    grants = rows.values_list("role", "locality_id", "cluster_id", "department_id")
    return Actor(user=user, grants=tuple(Grant(*row) for row in grants))
