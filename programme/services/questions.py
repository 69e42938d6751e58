"""Asking for the National Steering Group, and the way to an answer."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import (
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.models import ReportingPeriod
from localities.models import Locality
from programme.choices_questions import QuestionAction, QuestionState
from programme.models import Outcome, Question, QuestionStep
from programme.permissions.questions import (
    asks_for_others,
    can_ask,
    can_close,
    can_confirm,
    can_draft,
    can_follow_up,
)
from programme.rules.pins import pinned_to
from programme.rules.questions import (
    NO_LINE,
    REFUSALS,
    STEPS_FROM,
    Line,
    closing_needs_a_reason,
)
from programme.services.words import clean

STALE = "Somebody else dealt with this question while you were reading"


@transaction.atomic
def ask_question(
    *,
    text: str,
    actor: Actor,
    at: dt.datetime,
    line: Line = NO_LINE,
    on_behalf_of: str = "",
    locality: Locality | None = None,
    outcome: Outcome | None = None,
    is_illustrative: bool = False,
) -> Question:
    """Ask ``text``, about ``line`` of a published edition if one is given.

    ``locality`` and ``outcome`` are what the line suggests; routing decides. The same question
    sent twice is asked once. Raises NotPermittedError, IncompleteError, or WrongStateError
    before the first quarter has opened.
    """
    if not can_ask(actor):
        raise NotPermittedError("Only members of the National Steering Group ask questions")
    text, on_behalf_of = _needed(text, "Enter your question"), _asked_for(actor, on_behalf_of)
    period = _quarter_of(at)
    asked = {"asked_by": actor.person, "on_behalf_of": on_behalf_of, "text": text}
    again = Question.objects.unanswered().filter(**asked, line=line.key, asked_in=period).first()
    if again is not None:
        return again
    question = Question.objects.create(
        **asked, **pinned_to(line), asked_in=period, asked_at=at, locality=locality,
        outcome=outcome, is_illustrative=is_illustrative,
    )  # fmt: skip
    _keep(question, QuestionAction.ASK, text, actor, at, on_behalf_of=on_behalf_of)
    return question


@transaction.atomic
def route_question(
    *,
    question: Question,
    locality: Locality | None,
    outcome: Outcome | None,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Have ``locality`` draft the answer; without one, the national team answers by itself.

    A draft of another locality is forgotten. Raises NotPermittedError, WrongStateError once it
    is answered, or StaleVersionError.
    """
    _refuse_others(can_confirm(actor), "Only the national team routes questions")
    changes: dict[str, Any] = {"locality": locality, "outcome": outcome, "send_back_reason": ""}
    if locality is None or locality.pk != question.locality_id:
        changes["draft"] = ""
    _move(question, QuestionAction.ROUTE, QuestionState.ROUTED, changes, version=version)
    words = f"To {locality}" if locality else "To the national team"
    _keep(question, QuestionAction.ROUTE, words, actor, at)


@transaction.atomic
def draft_answer(
    *, question: Question, draft: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Send the national team a draft of the answer, or a better one; refusals as routing."""
    _refuse_others(
        can_draft(actor, question), "Only the co-ordinators of the locality draft its answer"
    )
    draft = _needed(draft, "Enter the draft of the answer")
    changes = {"draft": draft, "send_back_reason": ""}
    _move(question, QuestionAction.DRAFT, QuestionState.DRAFTED, changes, version=version)
    _keep(question, QuestionAction.DRAFT, draft, actor, at)


@transaction.atomic
def send_draft_back(
    *, question: Question, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Ask the locality for a better draft; refusals as routing."""
    _refuse_others(can_confirm(actor), "Only the national team sends drafts back")
    reason = _needed(reason, "Enter what is missing in the draft")
    changes = {"send_back_reason": reason}
    _move(question, QuestionAction.SEND_BACK, QuestionState.ROUTED, changes, version=version)
    _keep(question, QuestionAction.SEND_BACK, reason, actor, at)


@transaction.atomic
def answer_question(
    *, question: Question, answer: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Give the asker the answer, whoever drafted it; refusals as routing."""
    _refuse_others(can_confirm(actor), "Only the national team answers questions")
    answer = _needed(answer, "Enter the answer")
    changes = {"answer": answer, "answered_at": at, "send_back_reason": ""}
    _move(question, QuestionAction.ANSWER, QuestionState.ANSWERED, changes, version=version)
    _keep(question, QuestionAction.ANSWER, answer, actor, at)


@transaction.atomic
def follow_up_question(
    *, question: Question, text: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Ask again about an answer: it goes back to whoever drafted it. Refusals as routing."""
    _refuse_others(can_follow_up(actor, question), "Only whoever asked can ask again")
    text = _needed(text, "Enter what you still want to know")
    state = QuestionState.ROUTED if question.locality_id else QuestionState.ASKED
    changes = {"answer": "", "answered_at": None, "draft": "", "send_back_reason": ""}
    _move(question, QuestionAction.FOLLOW_UP, state, changes, version=version)
    _keep(
        question, QuestionAction.FOLLOW_UP, text, actor, at, on_behalf_of=_member(question, actor)
    )


@transaction.atomic
def close_question(
    *, question: Question, reason: str, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Close it for good, saying why unless it was answered; refusals as routing."""
    _refuse_others(can_close(actor, question), "Only whoever asked and the national team close it")
    reason = clean(reason)
    if not reason and closing_needs_a_reason(question.state):
        raise IncompleteError("Enter why it is closed without an answer")
    changes = {"closed_at": at}
    _move(question, QuestionAction.CLOSE, QuestionState.CLOSED, changes, version=version)
    _keep(question, QuestionAction.CLOSE, reason, actor, at)


def _refuse_others(may: bool, message: str) -> None:
    if not may:
        raise NotPermittedError(message)


def _needed(words: str, message: str) -> str:
    words = clean(words)
    if not words:
        raise IncompleteError(message)
    return words


def _asked_for(actor: Actor, member: str) -> str:
    """The member for whom a question is asked; nobody's but one's own for a member."""
    if not asks_for_others(actor):
        return ""
    return " ".join(_needed(member, "Enter who asks").split())


def _member(question: Question, actor: Actor) -> str:
    """For whom ``actor`` asks again: nobody but themselves for the member who asked."""
    if question.on_behalf_of or actor.person.pk == question.asked_by_id:
        return question.on_behalf_of
    return str(question.asked_by)


def _quarter_of(at: dt.datetime) -> ReportingPeriod:
    """The latest quarter to have opened, locked so that nothing is asked twice at once."""
    period = ReportingPeriod.objects.opened_by(at).select_for_update().first()
    if period is None:
        raise WrongStateError("No quarter has opened yet")
    return period


def _move(
    question: Question,
    action: QuestionAction,
    state: QuestionState,
    changes: Mapping[str, Any],
    *,
    version: int,
) -> None:
    """Write the step in one UPDATE, if it may still be taken and nobody acted since."""
    allowed = Question.objects.filter(pk=question.pk, state__in=STEPS_FROM[action])
    moved = allowed.filter(version=version)
    if moved.update(**changes, state=state, version=F("version") + 1):
        return
    if allowed.exists():
        raise StaleVersionError(STALE)
    raise WrongStateError(REFUSALS[action])


def _keep(
    question: Question,
    action: QuestionAction,
    words: str,
    actor: Actor,
    at: dt.datetime,
    *,
    on_behalf_of: str = "",
) -> None:
    """The step in the question's own story and in the history."""
    QuestionStep.objects.create(
        question=question, action=action, words=words, on_behalf_of=on_behalf_of,
        by=actor.person, at=at,
    )  # fmt: skip
    after = {"words": words, "on_behalf_of": on_behalf_of}
    record(
        action=f"question.{action}",
        target=question,
        actor=actor.person,
        at=at,
        after={name: value for name, value in after.items() if value},
    )
