"""Reminding people of the actions they own, before they are due and once they are late."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse

from csplan.accounts.models import RoleGrant
from csplan.audit.services import record
from csplan.core.periods import london_day
from csplan.core.worded_moments import date_words
from csplan.core.working_days import is_working_day, working_days_after
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Action as Lead
from csplan.notices.content import Message, Paragraph, Quoted
from csplan.notices.services import tell
from programme.models import Action
from programme.rules.meetings import DUE_SOON
from programme.rules.returns import deadline_words
from programme.selectors.meetings import with_owners
from programme.selectors.recipients import grants_of_owner

SOON, LATE = "reminded_soon", "reminded_late"


def remind_owners(*, at: dt.datetime) -> int:
    """Tell each owner of actions due soon and of late ones: once each for a day it is due.

    On working days only. Asked for again, or late after a stop, it tells nobody twice; an
    action that became late meanwhile is told of as late alone. Returns how many were told of.
    """
    today = london_day(at)
    if not is_working_day(today):
        return 0
    near = Action.objects.open().filter(due_on__lte=working_days_after(today, DUE_SOON))
    rows = with_owners(near).order_by("due_on", "pk")
    return sum(_remind(row, today, at) for row in rows if not _is_told(row, today))


def _is_told(action: Action, today: dt.date) -> bool:
    return bool(getattr(action, _kind(action, today)) == action.due_on)


def _kind(action: Action, today: dt.date) -> str:
    return LATE if action.due_on < today else SOON


@transaction.atomic
def _remind(action: Action, today: dt.date, at: dt.datetime) -> bool:
    """Note the reminder and write it, together; whoever notes it first writes it."""
    grants = grants_of_owner(action, on=today)
    if not grants:
        return False
    kind = _kind(action, today)
    open_still = Action.objects.open().filter(pk=action.pk, due_on=action.due_on)
    if not open_still.exclude(**{kind: action.due_on}).update(**{kind: action.due_on}):
        return False
    _tell(action, grants, today, at)
    after = {"due_on": action.due_on, "told": len(grants)}
    record(action="action.reminded", target=action, actor=None, at=at, after=after)
    return True


def _tell(action: Action, grants: Sequence[RoleGrant], today: dt.date, at: dt.datetime) -> None:
    state = deadline_words(action.due_on, today)
    message = Message(
        f"Action of the NSG, {state}: {action}",
        (
            Paragraph(
                f"The National Steering Group set this action on {date_words(action.meeting.day)}."
                f" It is due {date_words(action.due_on)}: {state}."
            ),
            Quoted(action.text),
            Lead(
                "Tell how far it has got, or close it",
                reverse("programme:action-detail", args=[action.pk]),
            ),
        ),
        "you own the action" if action.owner else f"your role owns it: {action.owner_words}",
    )
    tell(
        kind=NoticeKind.ACTION,
        about=f"action-{action.pk}-{action.due_on}-{_kind(action, today)}",
        to=grants,
        message=lambda grant: message,
        at=at,
    )
