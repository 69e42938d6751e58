"""Named lists of questions from the National Steering Group."""

from django.db import models


class QuestionState(models.TextChoices):
    """How far a question has got on its way to an answer."""

    ASKED = "asked", "Asked"
    ROUTED = "routed", "Routed"
    DRAFTED = "drafted", "Answer drafted"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


QUESTION_STATE_COLOURS: dict[str, str] = {
    QuestionState.ASKED: "orange",
    QuestionState.ROUTED: "blue",
    QuestionState.DRAFTED: "purple",
    QuestionState.ANSWERED: "green",
    QuestionState.CLOSED: "grey",
}

UNANSWERED = (QuestionState.ASKED, QuestionState.ROUTED, QuestionState.DRAFTED)
"""States in which somebody still owes an answer."""


class QuestionAction(models.TextChoices):
    """What can be done with a question, in the words of its history."""

    ASK = "ask", "Asked"
    ROUTE = "route", "Routed"
    DRAFT = "draft", "Answer drafted"
    SEND_BACK = "send_back", "Draft sent back"
    ANSWER = "answer", "Answered"
    FOLLOW_UP = "follow_up", "Asked again"
    CLOSE = "close", "Closed"


EXCHANGED = (
    QuestionAction.ASK,
    QuestionAction.ANSWER,
    QuestionAction.FOLLOW_UP,
    QuestionAction.CLOSE,
)
"""What a pack tells: what was asked, what was answered, and why it was closed."""
