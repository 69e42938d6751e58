"""Who may keep the quarters and their dates; opening and closing them is for returns."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.models import ReportingPeriod


def can_keep_periods(actor: Actor) -> bool:
    """Add quarters, and change the dates of those nobody reports in yet."""
    return actor.has(Role.ADMINISTRATOR)


def can_change_period(actor: Actor, period: ReportingPeriod) -> bool:
    """A quarter with returns belongs to the people who report in it. One query."""
    if not can_keep_periods(actor):
        return False
    return period.pk is None or not period.returns.exists()


def can_date_period(actor: Actor, period: ReportingPeriod) -> bool:
    """Settle when returns are due and reporting closes. One query for administrators.

    The Head of CS Local, also while localities report; administrators until they begin.
    """
    return actor.has(Role.HEAD) or can_change_period(actor, period)
