"""Named lists of the objectives."""

from collections.abc import Mapping

from django.db import models


class SetState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    AGREED = "agreed", "Agreed"
    PUBLISHED = "published", "Published"


SET_STATE_COLOURS: Mapping[str, str] = {
    SetState.DRAFT: "grey",
    SetState.SUBMITTED: "blue",
    SetState.AGREED: "purple",
    SetState.PUBLISHED: "green",
}


class SetAction(models.TextChoices):
    """What takes a set from one state to another; the value is what the history calls it."""

    SUBMIT = "submitted", "Submitted"
    SEND_BACK = "sent_back", "Sent back"
    AGREE = "agreed", "Agreed"
    PUBLISH = "published", "Published"
    AMEND = "opened_for_amendment", "Opened for amendment"
    END_AMENDMENT = "amendment_given_up", "Amendment given up"


class ItemKind(models.TextChoices):
    """The three columns of a category; the value is the letter of the item's number."""

    OBJECTIVE = "O", "Objective"
    MEASURE = "P", "Performance measure"
    MILESTONE = "M", "Milestone"


class SetLevel(models.TextChoices):
    """How far up the holder is; objectives cascade downwards."""

    PERMANENT_SECRETARY = "permanent_secretary", "Permanent Secretary"
    DIRECTOR_GENERAL = "director_general", "Director general"
    DIRECTOR = "director", "Director"
    DEPUTY_DIRECTOR = "deputy_director", "Deputy director"


class PrintKind(models.TextChoices):
    """What is printed when a revision is published: it, and the compendiums it belongs to."""

    REVISION = "revision", "The holder’s objectives"
    DEPARTMENT = "department", "The department’s compendium"
    YEAR = "year", "The year’s compendium"


class PrintState(models.TextChoices):
    """How far a printed file is. One that a later publication overtook is never made."""

    WAITING = "waiting", "Waiting"
    MADE = "made", "Made"
    OVERTAKEN = "overtaken", "Overtaken"
    FAILED = "failed", "Failed"
