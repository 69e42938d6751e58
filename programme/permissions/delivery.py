"""Who may do what to the record of delivery; see docs/access.md."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.audit.models import AuditEvent
from localities.models import Locality
from programme.models import Saving
from programme.querysets_delivery import READS_EVERY_LOCALITY, READS_OWN_LOCALITY

LOGS = (Role.COORDINATOR, Role.ASSISTANT)
SAVING_CHANGED = "saving.changed"
"""What the history calls it when somebody puts a claim right."""


def can_read_delivery(actor: Actor) -> bool:
    """Whether any locality's record of delivery is open to the actor."""
    return actor.has(*READS_EVERY_LOCALITY, *READS_OWN_LOCALITY, Role.ASSISTANT)


def reads_every_locality(actor: Actor) -> bool:
    return actor.has(*READS_EVERY_LOCALITY)


def can_log_somewhere(actor: Actor) -> bool:
    return actor.has(*LOGS)


def can_log(actor: Actor, locality: Locality) -> bool:
    """The locality's co-ordinator, or the assistant of its cluster."""
    return locality.pk in actor.locality_ids(
        Role.COORDINATOR
    ) or locality.cluster_id in actor.cluster_ids(Role.ASSISTANT)


def can_decide_savings(actor: Actor) -> bool:
    return actor.has(Role.NATIONAL_TEAM)


def can_decide(actor: Actor, saving: Saving) -> bool:
    """The national team, unless they claimed it or changed the claim. One query for them."""
    if not can_decide_savings(actor) or saving.logged_by_id == actor.person.pk:
        return False
    changes = AuditEvent.objects.filter(
        target_kind=saving._meta.label_lower, target_id=str(saving.pk), action=SAVING_CHANGED
    )
    return not changes.filter(actor=actor.person).exists()


def can_answer_visit(actor: Actor, locality: Locality) -> bool:
    """Say what became of an offer: whoever made it, or the national team."""
    return can_log(actor, locality) or actor.has(Role.NATIONAL_TEAM)


def can_configure_delivery(actor: Actor) -> bool:
    """Change the types of event, and how measures follow the record."""
    return actor.has(Role.NATIONAL_TEAM, Role.ADMINISTRATOR)
