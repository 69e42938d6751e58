"""Who may keep the organisation's records. Anybody signed in reads them."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role


def can_keep_organisation(actor: Actor) -> bool:
    """Departments, clusters, localities, posts, steering groups and money."""
    return actor.has(Role.ADMINISTRATOR)


def can_keep_meetings(actor: Actor) -> bool:
    """When steering groups meet."""
    return actor.has(Role.ADMINISTRATOR, Role.NATIONAL_TEAM, Role.HEAD)


def can_keep_figures(actor: Actor) -> bool:
    """Headcounts and who is represented where: the national team keeps these up to date."""
    return actor.has(Role.ADMINISTRATOR, Role.NATIONAL_TEAM)
