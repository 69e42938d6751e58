"""Who may look into the history as a whole. The history of one record is shown with the record."""

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role


def can_search(actor: Actor) -> bool:
    """See who did what, when; of the organisation's own records, also to what."""
    return actor.has(Role.AUDITOR, Role.ADMINISTRATOR)


def can_read_words(actor: Actor) -> bool:
    """Read what things are called and what was written, before and after; export; check."""
    return actor.has(Role.AUDITOR)
