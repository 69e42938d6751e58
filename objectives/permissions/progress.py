"""Who may report progress; see docs/access.md. Whoever reads a set's working copy reads it."""

from csplan.accounts.actors import Actor
from objectives.choices import SetState
from objectives.models import ObjectiveSet
from objectives.permissions.sets import is_own_office


def can_report(actor: Actor, objective_set: ObjectiveSet) -> bool:
    """The private office of the set's own department."""
    return is_own_office(actor, objective_set)


def takes_reports(objective_set: ObjectiveSet) -> bool:
    """From the moment a set is agreed: published, amended, or waiting to be published."""
    return objective_set.is_public or objective_set.state == SetState.AGREED
