"""What each page about meetings of the NSG, their decisions and actions is asked about."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from csplan.accounts.selectors import actor_for
from localities.choices import PostKind
from localities.models import Meeting
from programme.choices_meetings import ActionState
from programme.models import Action
from programme.services.decisions import Task, close_action, record_decision, set_action
from programme.services.meetings import (
    Proposed,
    add_agenda_items,
    seek_decision,
    withdraw_sought,
)
from tests.conftest import NOW, Cast
from tests.factories import LocalityFactory, MeetingFactory, PostFactory, SteeringGroupFactory

DAY = dt.date(2014, 1, 8)
DUE = {"due_on-day": "7", "due_on-month": "2", "due_on-year": "2014"}
DECIDED = {"decided_on-day": "8", "decided_on-month": "1", "decided_on-year": "2014"}
TASK = Task("Ask the sites for volunteers.", dt.date(2014, 1, 31))
OF_A_MEETING: Mapping[str, Mapping[str, str]] = {
    "meeting-detail": {},
    "meeting-attendance": {"version": "0", "others": "Secretary to the group"},
    "agenda-add": {"title": "Schools"},
    "decision-seek": {"text": "Agree to wait for five schools."},
    "decision-record": {"text": "Agreed.", **DECIDED},
    "action-set": {"text": "Write to the heads.", **DUE},
}
OF_AN_ITEM: Mapping[str, Mapping[str, str]] = {
    "agenda-change": {"title": "Schools", "place": "1", "minute": "Two heads did not answer."},
    "agenda-remove": {},
}
OF_WHAT_IS_SOUGHT: Mapping[str, Mapping[str, str]] = {
    "sought-change": {"text": "Agree to wait until May."},
    "sought-withdraw": {"reason": "The heads have answered."},
}
OF_A_DECISION: Mapping[str, Mapping[str, str]] = {
    "decision-change": {"text": "Agreed, until May.", **DECIDED}
}
OF_AN_ACTION: Mapping[str, Mapping[str, str]] = {
    "action-detail": {},
    "action-note": {"words": "One has answered."},
    "action-close": {"state": "done", "words": "Both have answered."},
    "action-reopen": {"reason": "One took it back."},
    "action-change": {"text": "Write again.", "reason": "No answer.", **DUE},
}
FORMS = {**OF_A_MEETING, **OF_AN_ITEM, **OF_WHAT_IS_SOUGHT, **OF_A_DECISION, **OF_AN_ACTION}
ROUTES = tuple(FORMS)


def meeting_and_form(
    route: str, cast: Cast, step: str, twist: str
) -> tuple[tuple[object, ...], Mapping[str, str]]:
    """The rest of the address, and the form filled in, of something of one meeting."""
    row = _about(route, cast, step)
    form: dict[str, str] = {} if twist == "nothing filled in" else dict(FORMS[route])
    if route in OF_A_MEETING:
        version: Any = form.get("version", "0")
    else:
        version = row.version
    if route == "sought-change":
        form["meeting"] = str(row.meeting_id)
    if route in ("action-set", "action-change") and form:
        form["owner"] = f"person-{cast.nsg.pk}"
    return (row.pk,), {**form, "version": "99" if twist == "stale" else str(version)}


def _about(route: str, cast: Cast, step: str) -> Any:
    """The meeting, or what was written about it, in the state ``step``."""
    group = SteeringGroupFactory.create(
        locality=LocalityFactory.create() if step == "of a locality" else None
    )
    meeting = MeetingFactory.create(group=group, day=DAY)
    team = actor_for(cast.national_team, on=NOW.date())
    common: dict[str, Any] = {"meeting": meeting, "actor": team, "at": NOW}
    if route in OF_A_MEETING:
        return meeting
    if route in OF_AN_ITEM:
        return _item(common, step)
    if route in OF_WHAT_IS_SOUGHT:
        return _sought(common, step)
    if route in OF_A_DECISION:
        return record_decision(**common, text="Agreed.", decided_on=DAY)
    return action_of(meeting, cast, step)


def _item(common: Mapping[str, Any], step: str) -> Any:
    (item,) = add_agenda_items(**common, items=[Proposed("Schools in the region")])
    if step == "minuted":
        record_decision(**common, text="Agreed.", decided_on=DAY, item=item)
    return item


def _sought(common: Mapping[str, Any], step: str) -> Any:
    sought = seek_decision(**common, text="Agree to wait.", reason="")
    if step == "withdrawn":
        given = {"actor": common["actor"], "at": common["at"]}
        withdraw_sought(sought=sought, reason="No need.", version=sought.version, **given)
        sought.refresh_from_db()
    return sought


def action_of(meeting: Meeting, cast: Cast, step: str) -> Action:
    """An action about the cast's own locality: the NSG member's, its co-ordinator post's, or that
    of somebody who was its co-ordinator.
    """
    team = actor_for(cast.national_team, on=NOW.date())
    post = PostFactory.create(kind=PostKind.COORDINATOR, locality=cast.own)
    owner = {"owner_post": post} if "post" in step else {"owner": cast.nsg}
    task = Task(TASK.text, TASK.due_on, locality=cast.own, **owner)
    action = set_action(meeting=meeting, task=task, actor=team, at=NOW)
    if "closed" in step:
        close_action(
            action=action, state=ActionState.DONE, words="Done.", version=1, actor=team, at=NOW
        )
        action.refresh_from_db()
    if "of one who left" in step:
        Action.objects.filter(pk=action.pk).update(owner=cast.former_coordinator)
    return action
