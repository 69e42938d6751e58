"""Named lists of what the National Steering Group's meetings decide and ask for."""

from django.db import models


class Presence(models.TextChoices):
    """How a place on the steering group was filled at a meeting."""

    PRESENT = "present", "Present"
    DEPUTY = "deputy", "A deputy came"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class SoughtState(models.TextChoices):
    """How far a decision has got that the steering group is asked for."""

    AWAITED = "awaited", "Awaited"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


ENDED = (ActionState.DONE, ActionState.DROPPED)
"""States of an action that nobody owes anything for any more."""


class ActionStepKind(models.TextChoices):
    """What can happen to an action, in the words of its history."""

    SET = "set", "Set"
    CHANGE = "change", "Changed"
    PROGRESS = "progress", "Progress"
    CLOSE = "close", "Closed"
    REOPEN = "reopen", "Opened again"


ACTION_STATE_COLOURS: dict[str, str] = {
    ActionState.OPEN: "blue",
    ActionState.DONE: "green",
    ActionState.DROPPED: "grey",
}
