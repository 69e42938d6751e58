"""What a queryset is to find, as a line of predicates.csv says: see predicate_things.py."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from csplan.accounts.models import User
from objectives.choices_reviews import ReviewKind
from objectives.models import ObjectiveSet, Review
from programme.choices_questions import QuestionState
from programme.models import Action, BusinessPlan, QuarterlyReturn, Question, Saving, Stakeholder
from reporting.choices import RELEASED, WHOLE, PackState
from reporting.models import Pack
from tests.access.predicate_things import Maker, Things
from tests.access.situations import make_return
from tests.conftest import NOW
from tests.factories import (
    BusinessPlanFactory,
    MeetingFactory,
    ObjectiveSetFactory,
    ReportingPeriodFactory,
)
from tests.programme.delivery import records
from tests.programme.engagement import things as engagement

DIGEST: Final = "0" * 64


def saved_pack(things: Things) -> Pack:
    pack = things.pack(things.another)
    if pack.state in WHOLE:
        pack.built_at = NOW
        pack.snapshot_digest = pack.pdf_digest = pack.page_digest = DIGEST
    if pack.state in RELEASED:
        pack.published_by, pack.published_at = things.cast.head, NOW
    if pack.state == PackState.SUPERSEDED:
        pack.superseded_at = NOW
    pack.period = ReportingPeriodFactory.create()
    pack.edition = pack.build = 1
    pack.requested_by, pack.requested_at, pack.queued_at = things.another, NOW, NOW
    pack.save()
    return pack


def saved_set(things: Things) -> ObjectiveSet:
    return ObjectiveSetFactory.create(department=things.department)


def saved_plan(things: Things) -> BusinessPlan:
    return BusinessPlanFactory.create(state=things.plan.state)


def saved_return(things: Things) -> QuarterlyReturn:
    return make_return(things.cast, things.about).quarterly_return


def saved_saving(things: Things) -> Saving:
    saved: Saving = records.logged(records.saving(things.cast.own), things.cast.coordinator)
    return saved


def saved_stakeholder(things: Things) -> Stakeholder:
    return engagement.stakeholder(BusinessPlanFactory.create(), locality=things.locality)


def saved_question(things: Things) -> Question:
    question = things.question(things.another)
    question.asked_in, question.asked_at = ReportingPeriodFactory.create(), NOW
    if question.state in (QuestionState.ANSWERED, QuestionState.CLOSED):
        question.answer, question.answered_at = "A vacancy until March.", NOW
    if question.state == QuestionState.CLOSED:
        question.closed_at = NOW
    question.save()
    return question


def saved_action(things: Things, asker: User) -> Action:
    action = things.action(asker)
    action.meeting = MeetingFactory.create()
    action.due_on, action.recorded_by, action.recorded_at = NOW.date(), things.another, NOW
    action.save()
    return action


def saved_review(things: Things, asker: User) -> Review:
    review = things.review(asker)
    review.objective_set = saved_set(things)
    review.kind = ReviewKind.MID_YEAR
    review.save()
    return review


def once(make: Callable[[Things], Any]) -> Maker:
    """The same row for everybody of one line."""

    def maker(things: Things, asker: User) -> Any:
        if "row" not in things.kept:
            things.kept["row"] = make(things)
        return things.kept["row"]

    return maker


ROWS: Final[Mapping[str, Maker]] = {
    "ActionQuerySet": saved_action,
    "BusinessPlanQuerySet": once(saved_plan),
    "DeliveryQuerySet": once(saved_saving),
    "EngagementQuerySet": once(saved_stakeholder),
    "ObjectiveSetQuerySet": once(saved_set),
    "PackQuerySet": once(saved_pack),
    "QuarterlyReturnQuerySet": once(saved_return),
    "QuestionQuerySet": once(saved_question),
    "ReviewQuerySet": saved_review,
}
"""What each queryset is to find."""
