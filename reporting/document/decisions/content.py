"""Decisions sought and made, and actions, read once and frozen."""

import datetime as dt
from typing import Any

from csplan.core.models import ReportingPeriod
from programme.choices_meetings import ActionState, ActionStepKind
from programme.models import Action, Decision, DecisionSought
from programme.models.pinned import Pinned
from programme.selectors.meetings import actions_arising, decided_between, sought_at

Json = dict[str, Any]
SAID = (ActionStepKind.PROGRESS, ActionStepKind.CHANGE, ActionStepKind.REOPEN)
"""Steps of an open action whose words tell how far it has got."""


def pack_decisions(period: ReportingPeriod, at: dt.datetime) -> Json:
    """What is awaited and open at ``at``, and what was decided or closed since the quarter began.

    Four queries.
    """
    since = period.quarter.starts_at
    sought = [_sought(each) for each in sought_at(at)]
    made = [_made(each) for each in decided_between(period.starts_on, at)]
    actions = [_action(each, at) for each in actions_arising(at, since=since)]
    actions.sort(key=lambda row: row["closed_at"] is not None)
    return {
        "since": since.isoformat(),
        "on": at.isoformat(),
        "is_illustrative": any(row["is_illustrative"] for row in [*sought, *made, *actions]),
        "sought": sought,
        "made": made,
        "actions": actions,
    }


def _pin(each: Pinned) -> Json:
    return {
        "line": each.line,
        "line_words": each.line_words,
        "pack_quarter": each.pack_quarter,
        "pack_edition": each.pack_edition,
        "pack_subject": each.pack_subject,
        "pack_title": each.pack_title,
    }


def _sought(each: DecisionSought) -> Json:
    return _pin(each) | {
        "id": each.pk,
        "text": each.text,
        "reason": each.reason,
        "meeting_on": each.meeting.day.isoformat(),
        "asked_at": each.asked_at.isoformat(),
        "is_illustrative": each.is_illustrative,
    }


def _made(each: Decision) -> Json:
    return _pin(each) | {
        "id": each.pk,
        "text": each.text,
        "sought": each.sought.text if each.sought else "",
        "meeting_on": each.meeting.day.isoformat(),
        "decided_on": each.decided_on.isoformat(),
        "is_illustrative": each.is_illustrative,
    }


def _action(each: Action, at: dt.datetime) -> Json:
    closed_at = each.closed_at if each.closed_at and each.closed_at < at else None
    said = [step for step in each.steps.all() if step.kind in SAID and step.at < at]
    latest = max(said, key=lambda step: step.pk) if said and closed_at is None else None
    return _pin(each) | {
        "id": each.pk,
        "text": each.text,
        "owner": each.owner_words,
        "locality": each.locality.slug if each.locality else None,
        "locality_name": each.place_words,
        "due_on": each.due_on.isoformat(),
        "meeting_on": each.meeting.day.isoformat(),
        "state": each.state if closed_at else ActionState.OPEN.value,
        "closed_at": closed_at.isoformat() if closed_at else None,
        "words": latest.words if latest else each.closing_words if closed_at else "",
        "words_at": latest.at.isoformat() if latest else None,
        "is_illustrative": each.is_illustrative,
    }
