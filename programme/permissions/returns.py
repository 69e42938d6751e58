"""Who may do what to a return; the same predicates serve services, views and templates.

Each answers for the person and their scope only. The state a thing must be in is the
business of ``programme.rules``.
"""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from programme.choices import AFTER_SUBMISSION, ReturnState
from programme.models import QuarterlyReturn


def is_coordinator_of(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    return quarterly_return.locality_id in actor.locality_ids(Role.COORDINATOR)


def is_assistant_of(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    return quarterly_return.locality.cluster_id in actor.cluster_ids(Role.ASSISTANT)


def is_sro_of(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    return quarterly_return.locality_id in actor.locality_ids(Role.SRO)


def can_edit(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    return is_coordinator_of(actor, quarterly_return) or is_assistant_of(actor, quarterly_return)


def can_submit(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    return is_coordinator_of(actor, quarterly_return)


def can_withdraw(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    return is_coordinator_of(actor, quarterly_return)


def can_sign_off(
    actor: Actor, quarterly_return: QuarterlyReturn, *, author_ids: frozenset[int]
) -> bool:
    """The locality's SRO, unless they wrote any of it."""
    return is_sro_of(actor, quarterly_return) and actor.person.pk not in author_ids


def can_send_back(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    """Its SRO and the national team; ``rules.may_send_back`` says from which state."""
    return actor.has(Role.NATIONAL_TEAM) or is_sro_of(actor, quarterly_return)


def can_accept(actor: Actor, *, author_ids: frozenset[int]) -> bool:
    """The national team, unless they wrote any of it."""
    return actor.has(Role.NATIONAL_TEAM) and actor.person.pk not in author_ids


def can_run_periods(actor: Actor) -> bool:
    """Open, extend and close quarters."""
    return actor.has(Role.HEAD)


def can_correct(actor: Actor) -> bool:
    """Open a correction of a published return."""
    return actor.has(Role.HEAD)


def can_see_progress_of_returns(actor: Actor) -> bool:
    """See which locality's return has got how far, without its words."""
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR)


def can_read_drafts(actor: Actor, quarterly_return: QuarterlyReturn) -> bool:
    """Read what stood in the return before it was published, and why it was sent back."""
    reads_all = actor.has(Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR)
    return reads_all or can_edit(actor, quarterly_return) or is_sro_of(actor, quarterly_return)


def readable_states(actor: Actor, quarterly_return: QuarterlyReturn) -> tuple[ReturnState, ...]:
    """States in which ``actor`` may read what the same locality reported in other quarters.

    What was never submitted was not reported, so an open return is among none of them.
    """
    if can_read_drafts(actor, quarterly_return):
        return AFTER_SUBMISSION
    return (ReturnState.PUBLISHED,)
