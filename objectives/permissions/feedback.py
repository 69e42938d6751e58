"""Who may ask for feedback and keep examples; see docs/access.md.

Who may not even know of them is the business of ``objectives.selectors.feedback.visible_sets``.
"""

from csplan.accounts.actors import Actor
from objectives.models import ObjectiveSet
from objectives.permissions.sets import is_own_office


def can_ask(actor: Actor, objective_set: ObjectiveSet) -> bool:
    """Ask, remind, withdraw: the holder's private office."""
    return is_own_office(actor, objective_set)


def can_keep_examples(actor: Actor, objective_set: ObjectiveSet) -> bool:
    return is_own_office(actor, objective_set)
