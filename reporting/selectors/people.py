"""Who holds a role, for commands that act in somebody's name."""

import datetime as dt

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from csplan.accounts.selectors import actor_for


def holder_of(role: Role, *, on: dt.date) -> Actor | None:
    """The first active person to have been given ``role``, as the actor they are that day."""
    grants = RoleGrant.objects.in_force_on(on).filter(role=role, user__is_active=True)
    held = grants.select_related("user").order_by("pk").first()
    return actor_for(held.user, on=on) if held else None
