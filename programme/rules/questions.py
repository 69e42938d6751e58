"""Which step a question may take, and what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from programme.choices_questions import UNANSWERED, QuestionAction, QuestionState


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a numbered edition, as it was published, that a question is about.

    ``key`` is what the line is called in every edition ("milestone-12"); ``anchor`` where the
    edition's page tells of it. ``subject`` and ``title`` are those of the pack; both are empty
    for the national one. Without ``key`` a question is about the plan as a whole.
    """

    key: str = ""
    words: str = ""
    anchor: str = ""
    quarter: str = ""
    edition: int | None = None
    build: int | None = None
    subject: str = ""
    title: str = ""


NO_LINE = Line()

STEPS_FROM: Mapping[QuestionAction, tuple[QuestionState, ...]] = {
    QuestionAction.ROUTE: UNANSWERED,
    QuestionAction.DRAFT: (QuestionState.ROUTED, QuestionState.DRAFTED),
    QuestionAction.SEND_BACK: (QuestionState.DRAFTED,),
    QuestionAction.ANSWER: UNANSWERED,
    QuestionAction.FOLLOW_UP: (QuestionState.ANSWERED,),
    QuestionAction.CLOSE: (*UNANSWERED, QuestionState.ANSWERED),
}

REFUSALS: Mapping[QuestionAction, str] = {
    QuestionAction.ROUTE: "This question has been answered, so it can no longer be routed",
    QuestionAction.DRAFT: "This question is not waiting for a draft of its answer",
    QuestionAction.SEND_BACK: "There is no draft to send back",
    QuestionAction.ANSWER: "This question has been answered",
    QuestionAction.FOLLOW_UP: "Only a question that has been answered can be asked again",
    QuestionAction.CLOSE: "This question has been closed",
}


def may_take(action: QuestionAction, state: str) -> bool:
    """Whether a question in ``state`` can take this step, whoever takes it."""
    return state in STEPS_FROM[action]


def closing_needs_a_reason(state: str) -> bool:
    """Nobody is asked why a question is closed that was answered."""
    return state != QuestionState.ANSWERED
