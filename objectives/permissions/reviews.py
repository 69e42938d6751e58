"""Who may do what to a review; see docs/access.md.

Who may not even know of it is the business of ``ReviewQuerySet.visible_to``.
"""

import datetime as dt

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from objectives.choices_reviews import ReviewState
from objectives.models import ObjectiveSet, Review
from objectives.permissions.sets import is_own_office

NEVER_REVIEWS = (Role.ADMINISTRATOR, Role.AUDITOR)


def can_open_review(actor: Actor) -> bool:
    """Open a review and name who writes it, without reading any.

    The holder's own office must not choose who marks the holder.
    """
    return actor.has(Role.HEAD)


def can_be_reviewer(user: User, objective_set: ObjectiveSet, *, on: dt.date) -> bool:
    """Anybody but the holder's own office, an administrator and an auditor."""
    person = actor_for(user, on=on)
    return user.is_active and not (
        person.has(*NEVER_REVIEWS) or is_own_office(person, objective_set)
    )


def is_reviewer(actor: Actor, review: Review) -> bool:
    """Whether the review is the actor's to write, by what they are today."""
    return (
        review.reviewer_id == actor.person.pk
        and not actor.has(*NEVER_REVIEWS)
        and not is_own_office(actor, review.objective_set)
    )


def can_comment(actor: Actor, review: Review) -> bool:
    return is_own_office(actor, review.objective_set)


def can_read_words(actor: Actor, review: Review) -> bool:
    """The reviewer and the auditor always; the private office once it is shared."""
    if actor.has(Role.AUDITOR) or is_reviewer(actor, review):
        return True
    return can_comment(actor, review) and review.state != ReviewState.DRAFT


def can_tell_split(actor: Actor) -> bool:
    """Have the split of a year's markings told, without reading any of them."""
    return actor.has(Role.HEAD)


def can_read_splits(actor: Actor) -> bool:
    """Reviewers read them too: see ``objectives.selectors.reviews.reads_splits``."""
    return actor.has(Role.HEAD, Role.AUDITOR, Role.PRIVATE_OFFICE)
