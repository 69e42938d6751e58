"""Who may read and keep what the National Steering Group decides; see docs/access.md."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from localities.choices import PostKind
from programme.models import Action
from programme.querysets_meetings import (
    KEEPS_MEETINGS,
    NATIONAL_POSTS,
    OWNS_ACTIONS,
    READS_MEETINGS,
    READS_OWN_ACTIONS,
)


def can_read_meetings(actor: Actor) -> bool:
    """Agendas, minutes, decisions made and sought."""
    return actor.has(*READS_MEETINGS)


def can_keep_meetings(actor: Actor) -> bool:
    """Write agendas, minutes, decisions and actions, and seek decisions."""
    return actor.has(*KEEPS_MEETINGS)


def can_read_actions(actor: Actor) -> bool:
    """Whether any action may be open to the actor."""
    return actor.has(*READS_MEETINGS, *READS_OWN_ACTIONS)


def may_own(actor: Actor) -> bool:
    """Whether actions may be the actor's at all."""
    return actor.has(*OWNS_ACTIONS)


def owns(actor: Actor, action: Action) -> bool:
    """Whether the action is the person's own, or of a post whose role they hold. No query when
    the post is loaded.

    Whoever no longer holds a role that may own actions owns none, whatever was set for them.
    """
    if action.owner_id is not None:
        return may_own(actor) and action.owner_id == actor.person.pk
    post = action.owner_post
    return post is not None and _holds(actor, post.kind, post.locality_id, post.cluster_id)


def _holds(actor: Actor, kind: str, locality: int | None, cluster: int | None) -> bool:
    if kind == PostKind.COORDINATOR:
        return locality in actor.locality_ids(Role.COORDINATOR)
    if kind == PostKind.SRO:
        return locality in actor.locality_ids(Role.SRO)
    if kind == PostKind.ASSISTANT:
        return cluster in actor.cluster_ids(Role.ASSISTANT)
    return any(kind == post and actor.has(role) for post, role in NATIONAL_POSTS)


def can_update_action(actor: Actor, action: Action) -> bool:
    """Tell its progress and close it: its owner, and those who keep the minutes."""
    return can_keep_meetings(actor) or owns(actor, action)
