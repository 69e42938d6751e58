"""Who may report and read what the national team counts itself."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role


def can_keep_national_figures(actor: Actor) -> bool:
    """Report a national measure's figure, and put an earlier one right."""
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD)


def can_read_national_figures(actor: Actor) -> bool:
    """Read them before a published pack holds them."""
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR)
