"""Drafts the review of the illustrative year, as the national team would towards its end."""

import datetime as dt

from csplan.demonstration.files import london
from csplan.demonstration.history import Cast
from programme.models import BusinessPlan
from programme.services.review import draft_review

DRAFTED_AT = london(dt.datetime(2014, 1, 9, 15, 30))  # noqa: DTZ001 - London time is added


def load_review(plan: BusinessPlan, cast: Cast) -> None:
    """Draft the plan's review from the record, unless somebody has begun it."""
    if not plan.review_lines.exists():
        draft_review(plan=plan, actor=cast["head"], at=DRAFTED_AT)
