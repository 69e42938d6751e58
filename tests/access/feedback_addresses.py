"""Feedback on a published set, asked without names by its private office."""

from collections.abc import Mapping
from typing import Final

from csplan.accounts.choices import Role
from csplan.accounts.selectors import actor_for
from objectives.models import FeedbackRound, ObjectiveSet
from objectives.rules.feedback import Said
from objectives.services.examples import add_example, withdraw_example
from objectives.services.feedback import answer, withdraw
from tests.conftest import NOW, Cast
from tests.factories import DepartmentFactory, grant
from tests.objectives.feedback.stage import LINK, asked, linked
from tests.objectives.progress.stage import agreed_set
from tests.objectives.reviews.stage import opened

OPEN_TO_ANYBODY: Final = ("feedback-answer", "feedback-thanks")
OF_A_ROUND: Final = ("feedback-round", "feedback-remind", "feedback-withdraw")
OF_THE_SET: Final = ("feedback-list", "feedback-ask", "example-list", "example-add")
ROUTES: Final = (*OPEN_TO_ANYBODY, *OF_A_ROUND, *OF_THE_SET, "example-withdraw")
"""Of which the first alone need no account; the link stands in its address."""

LAST_DAY: Final = {"last_day-day": "31", "last_day-month": "1", "last_day-year": "2014"}
PAST: Final = {"happened_on-day": "9", "happened_on-month": "1", "happened_on-year": "2014"}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "feedback-ask": {
        "question": "How do they lead?", "names": "shown", "staff": "Jo <jo@example.com>",
        **LAST_DAY,
    },
    "example-add": {"words": "They went to see.", "objective": "", "evidence": "", **PAST},
}  # fmt: skip


def feedback_page(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """The address of a page about a round that is as far as ``step``, and what it is sent."""
    form = {} if twist == "nothing filled in" else FORMS.get(route, {})
    if route == "feedback-thanks":
        return (), form
    if step == "draft":
        return (agreed_set(cast, is_published=False).objective_set.slug,), form
    round_ = _round(cast, step, twist)
    return _address(route, cast, round_, step), form


def _round(cast: Cast, step: str, twist: str) -> FeedbackRound:
    """Written to yesterday, so that a reminder may go out today."""
    chosen = _set(cast, twist)
    officer = grant(Role.PRIVATE_OFFICE, department=chosen.department)
    actor = actor_for(officer, on=NOW.date())
    round_ = asked(cast, objective_set=chosen, actor=actor)
    for message in round_.requests.all():
        message.messages.update(on="2014-01-09")
    first = linked(round_.requests.all()[0])
    if step == "used":
        answer(request=first, said=Said("Well done."), at=NOW)
    if step == "withdrawn":
        withdraw(round_=round_, actor=actor, at=NOW)
    return round_


def _set(cast: Cast, twist: str) -> ObjectiveSet:
    if twist == "reviewed by the national team":
        return opened(cast, reviewer=cast.national_team).objective_set
    department = DepartmentFactory.create() if twist == "another department" else None
    return agreed_set(cast, department=department).objective_set


def _address(route: str, cast: Cast, round_: FeedbackRound, step: str) -> tuple[object, ...]:
    slug = round_.objective_set.slug
    if route == "feedback-answer":
        return (LINK,)
    if route in OF_A_ROUND:
        return (slug, round_.pk)
    return (slug, _example(round_, step)) if route == "example-withdraw" else (slug,)


def _example(round_: FeedbackRound, step: str) -> int:
    actor = actor_for(round_.asked_by, on=NOW.date())
    example = add_example(
        objective_set=round_.objective_set, words="They went to see.", happened_on=NOW.date(),
        actor=actor, at=NOW,
    )  # fmt: skip
    if step == "withdrawn":
        withdraw_example(example=example, actor=actor, at=NOW)
    return example.pk
