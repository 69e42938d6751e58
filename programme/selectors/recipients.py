"""Who is told by e-mail of what happens to returns: holders of roles on a day."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from localities.choices import PostKind
from localities.models import Post
from programme.models import Action, QuarterlyReturn
from programme.querysets_meetings import NATIONAL_POSTS, OWNS_ACTIONS


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


def grants_of_owner(action: Action, *, on: dt.date) -> Sequence[RoleGrant]:
    """The grants by which people own the action, with their active users. One query."""
    grants = RoleGrant.objects.in_force_on(on).filter(user__is_active=True)
    if action.owner_post is None:
        held = grants.filter(user=action.owner_id, role__in=OWNS_ACTIONS)
    else:
        held = grants.filter(**_role_of(action.owner_post))
    return list(held.select_related("user").order_by("pk"))


def _role_of(post: Post) -> dict[str, object]:
    """What a grant must be for its holder to hold the post; see docs/access.md."""
    national = {kind.value: role for kind, role in NATIONAL_POSTS}
    if post.kind in national:
        return {"role": national[post.kind]}
    if post.kind == PostKind.ASSISTANT:
        return {"role": Role.ASSISTANT, "cluster": post.cluster_id or 0}
    role = Role.SRO if post.kind == PostKind.SRO else Role.COORDINATOR
    return {"role": role, "locality": post.locality_id or 0}
