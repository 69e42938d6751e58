"""Who may oversee a quarter: moderate, remind, comment; see docs/access.md."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role


def can_moderate(actor: Actor) -> bool:
    return actor.has(Role.NATIONAL_TEAM)


def can_nudge(actor: Actor) -> bool:
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD)


def can_comment(actor: Actor) -> bool:
    """Write on the outcomes of a quarter."""
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD)


def can_oversee(actor: Actor) -> bool:
    """Read what the national view holds besides progress: ratings, reasons and words."""
    return actor.has(Role.NATIONAL_TEAM, Role.HEAD, Role.AUDITOR)
