"""Who may read what is open in a locality; see docs/access.md."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from localities.models import Locality
from programme.permissions.delivery import can_log, can_read_delivery


def can_read_handovers(actor: Actor) -> bool:
    """Whether any locality's page is open to the actor: whoever reads its record of delivery."""
    return can_read_delivery(actor)


def can_know_of_drafts(actor: Actor, locality: Locality) -> bool:
    """Know that somebody who leaves typed what they did not save: who follows them, the team.

    Nobody but its writer reads it.
    """
    return can_log(actor, locality) or actor.has(Role.NATIONAL_TEAM)
