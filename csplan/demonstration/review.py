"""Drafts the review of the illustrative year, as the Head would towards its end."""

import datetime as dt

from csplan.core.periods import LONDON
from csplan.demonstration.accounts import actor_with_key
from programme.models import BusinessPlan
from programme.services.review import draft_review

DRAFTED_AT = dt.datetime(2014, 1, 9, 15, 30, tzinfo=LONDON)


def load_review(plan: BusinessPlan) -> None:
    """Draft the plan's review from the record, unless somebody has begun it."""
    if not plan.review_lines.exists():
        head = actor_with_key("head", on=DRAFTED_AT.date())
        draft_review(plan=plan, actor=head, at=DRAFTED_AT)
