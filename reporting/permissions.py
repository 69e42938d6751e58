"""Who may do what to a pack; the same predicates serve services, views and templates.

Each answers for the person only. The state a pack must be in is the business of services.
"""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from reporting.choices import PackKind, PackState
from reporting.models import Pack
from reporting.querysets import LOCAL, SEES_EVERY_RELEASED_PACK, SEES_RELEASED_PACKS


def can_build(actor: Actor) -> bool:
    """Build a pack, watch it being built and read it before it is published."""
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD)


def can_build_with_gaps(actor: Actor) -> bool:
    """Build although returns are missing, naming them and saying why."""
    return actor.has(Role.HEAD)


def can_propose(actor: Actor) -> bool:
    return actor.has(Role.NATIONAL_TEAM)


def can_publish(actor: Actor, pack: Pack) -> bool:
    """The Head of CS Local, unless they proposed it themselves; whoever may can turn it down."""
    return actor.has(Role.HEAD) and actor.person.pk != pack.proposed_by_id


def can_withdraw(actor: Actor, pack: Pack) -> bool:
    """The national team, or whoever proposed it and has become Head of CS Local since."""
    is_proposer = actor.person.pk == pack.proposed_by_id
    return actor.has(Role.NATIONAL_TEAM) or (actor.has(Role.HEAD) and is_proposer)


def next_step(pack: Pack, actor: Actor) -> str:
    """What the person can do about a pack that is not out, in words; "" if it is others' turn."""
    match pack.state:
        case PackState.BUILT if can_propose(actor):
            return "Read it, then propose it for publication"
        case PackState.PROPOSED if can_publish(actor, pack):
            return "Read it, then publish it or turn it down"
        case PackState.FAILED if can_build(actor):
            return "See why, and build it again"
    return ""


def can_read(actor: Actor, pack: Pack) -> bool:
    """Read or download what the pack holds."""
    return can_build(actor) or (pack.is_released and _reads_kind(actor, pack))


def can_read_downloads(actor: Actor) -> bool:
    """See who took copies of a pack."""
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR)


def _reads_kind(actor: Actor, pack: Pack) -> bool:
    """What ``PackQuerySet.visible_to`` finds, of one pack."""
    if actor.has(*SEES_EVERY_RELEASED_PACK):
        return True
    if pack.kind == PackKind.DEPARTMENT:
        return pack.department_id in actor.department_ids(Role.PRIVATE_OFFICE)
    if pack.locality_id:
        return pack.locality_id in actor.locality_ids(*LOCAL) or _is_in_a_cluster(actor, pack)
    return actor.has(*SEES_RELEASED_PACKS)


def _is_in_a_cluster(actor: Actor, pack: Pack) -> bool:
    """Whether they assist there. Nobody else's rights cost a look at the pack's locality."""
    clusters = actor.cluster_ids(Role.ASSISTANT)
    locality = pack.locality if clusters else None
    return locality is not None and locality.cluster_id in clusters
