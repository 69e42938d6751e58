"""Who may read what about the installation."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role


def can_read_figures(actor: Actor) -> bool:
    """Counts and times of requests and jobs: they name pages, and no person or record."""
    return actor.has(Role.ADMINISTRATOR, Role.AUDITOR)
