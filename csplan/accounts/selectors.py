"""Reads over accounts."""

import datetime as dt
from collections.abc import Iterable

from csplan.accounts.actors import Actor, Grant
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant, User


def actor_for(user: User, *, on: dt.date) -> Actor:
    """``user`` with the roles in force on the London day ``on``.

    No query when the user came from ``user_with_grants``, as on every request; else one.
    """
    grants = tuple(_grant(row) for row in grants_of(user) if row.is_in_force_on(on))
    return Actor(user=user, grants=grants)


HELD = "held_grants"


def grants_of(user: User) -> Iterable[RoleGrant]:
    """All the user's grants, past and future. No query for whoever made the request."""
    return getattr(user, HELD, None) or user.grants.order_by("pk")


def user_with_grants(user_id: int) -> User | None:
    """The user and all their grants, past and future, in one query; None when there is none."""
    rows = list(RoleGrant.objects.filter(user=user_id).select_related("user").order_by("pk"))
    if not rows:
        return User.objects.filter(pk=user_id).first()
    setattr(rows[0].user, HELD, rows)
    return rows[0].user


def holders_of(role: Role, *, on: dt.date) -> list[RoleGrant]:
    """The grants of ``role`` in force on a day, with their active users. One query."""
    grants = RoleGrant.objects.in_force_on(on).filter(role=role, user__is_active=True)
    return list(grants.select_related("user").order_by("pk"))


def _grant(row: RoleGrant) -> Grant:
    return Grant(row.role, row.locality_id, row.cluster_id, row.department_id)
