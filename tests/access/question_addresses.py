"""What each page about questions from the NSG is asked about."""

from collections.abc import Mapping

from csplan.accounts.models import User
from csplan.accounts.selectors import actor_for
from programme.models import Question
from programme.services.questions import (
    answer_question,
    ask_question,
    close_question,
    draft_answer,
    route_question,
)
from tests.conftest import NOW, Cast
from tests.factories import ReportingPeriodFactory

FORMS: Mapping[str, Mapping[str, str]] = {
    "question-route": {},
    "question-draft": {"draft": "A vacancy until March."},
    "question-send-back": {"reason": "Who holds the post meanwhile?"},
    "question-answer": {"answer": "A vacancy until March."},
    "question-follow-up": {"text": "And after March?"},
    "question-close": {"reason": "It was dealt with at the meeting."},
}
ROUTES = ("question-detail", *FORMS)


def question_and_form(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """A question about the cast's own locality in the state ``step``, asked by the NSG member."""
    question = _asked(cast)
    if step != "asked":
        _take(cast.national_team, question, route_question, locality=cast.own, outcome=None)
    if step in ("drafted", "answered", "closed"):
        _take(cast.coordinator, question, draft_answer, draft="A vacancy.")
    if step in ("answered", "closed"):
        _take(cast.national_team, question, answer_question, answer="A vacancy.")
    if step == "closed":
        _take(cast.head, question, close_question, reason="")
    version = 99 if twist == "stale" else question.version
    filled = {} if twist == "nothing filled in" else FORMS.get(route, {})
    return (question.pk,), {"version": str(version), **filled}


def _asked(cast: Cast) -> Question:
    ReportingPeriodFactory.create()
    actor = actor_for(cast.nsg, on=NOW.date())
    return ask_question(text="Why is it late?", locality=cast.own, actor=actor, at=NOW)


def _take(person: User, question: Question, step: object, **given: object) -> None:
    actor = actor_for(person, on=NOW.date())
    step(question=question, version=question.version, actor=actor, at=NOW, **given)  # type: ignore[operator]
    question.refresh_from_db()
