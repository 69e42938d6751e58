"""Sets of objectives for the public pages: published ones, and ones that must not be seen."""

import datetime as dt
from typing import Any

from csplan.core.periods import LONDON
from csplan.core.worded_dates import DateKind, DatePrecision
from objectives.choices import SetState
from objectives.models import (
    Category,
    Milestone,
    Objective,
    ObjectiveSet,
    PerformanceMeasure,
    SetRevision,
)
from objectives.rules.content import content_digest
from objectives.selectors.content import revision_content
from objectives.services.release import release
from tests.conftest import NOW
from tests.factories import CategoryFactory, ObjectiveSetFactory

SECRET = "Zebra-striped and not for the public"
"""Words of working copies: no public page, file or feed may hold any of them."""
APRIL = dt.date(2012, 4, 1)
PUBLISHED_AT = dt.datetime(2012, 12, 18, 9, 30, tzinfo=LONDON)


def draft(**values: Any) -> ObjectiveSet:
    values = {"state": SetState.DRAFT, "year_start": 2012} | values
    return ObjectiveSetFactory.create(**values)


def filled(objective_set: ObjectiveSet, *, words: str = "Deliver the programme") -> Category:
    """Put a category with one item of each kind, and a withdrawn one, into the set."""
    category = CategoryFactory.create(
        objective_set=objective_set, order=1, title="Delivery", reference="C1"
    )
    kinds: tuple[tuple[type[Any], str], ...] = (
        (Objective, "O"),
        (PerformanceMeasure, "P"),
        (Milestone, "M"),
    )
    for kind, letter in kinds:
        named = f"{words} ({kind.__name__})"
        kind.objects.create(category=category, order=1, reference=f"{letter}1", text=named)
        kind.objects.create(
            category=category, order=2, reference=f"{letter}9", text=SECRET, withdrawn_at=NOW
        )
    return category


def dated(milestone: Milestone) -> None:
    """Give the milestone the date the published one has."""
    milestone.date_phrase, milestone.date_kind = "by March 2013", DateKind.BY_END
    milestone.date_latest = dt.date(2013, 3, 31)
    milestone.date_precision = DatePrecision.MONTH
    milestone.save()


def publish(
    objective_set: ObjectiveSet,
    *,
    on: dt.date = APRIL,
    reason: str = "",
    at: dt.datetime = PUBLISHED_AT,
) -> SetRevision:
    """Freeze the working copy as the set's next revision, as publication does."""
    number = objective_set.revision_number + 1
    content = revision_content(objective_set, number, on, reason)
    revision = SetRevision.objects.create(
        objective_set=objective_set,
        number=number,
        effective_on=on,
        reason=reason,
        content=content,
        digest=content_digest(content),
        published_at=at,
    )
    objective_set.revision_number, objective_set.state = number, SetState.PUBLISHED
    objective_set.save()
    release(revision, at=at)
    return revision


def amend_in_secret(objective_set: ObjectiveSet) -> None:
    """Open the published set and put the secret words wherever a draft can hold any."""
    objective_set.state, objective_set.amendment_reason = SetState.DRAFT, SECRET
    objective_set.holder_name = objective_set.post_title = SECRET
    objective_set.role_statement = SECRET
    objective_set.save()
    category = objective_set.categories.get()
    category.title = category.introduction = category.feedback_sources = SECRET
    category.save()
    for kind in (Objective, PerformanceMeasure, Milestone):
        kind.objects.filter(category=category).update(text=SECRET, owner=SECRET)
