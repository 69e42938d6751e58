"""Everything that happened to a return."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from csplan.accounts.actors import Actor
from csplan.audit.models import ON_BEHALF_OF, AuditEvent
from csplan.core.ratings import label
from csplan.core.worded_moments import date_words, moment_words
from programme.choices import ReturnState
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn
from programme.permissions.returns import can_read_drafts

RETURN, MILESTONE, MEASURE = (
    model._meta.label_lower for model in (QuarterlyReturn, MilestoneUpdate, MeasureUpdate)
)
FIELD_NAMES = {
    "rating": "Rating",
    "forecast_on": "Expected",
    "completed_on": "Completed",
    "narrative": "What happened",
    "risk": "Risk",
    "path_to_green": "Path to green",
    "date_change_reason": "Why the date changes",
    "evidence": "Evidence",
    "late_report_reason": "Why reported late",
    "rating_explanation": "Why the rating differs from the evidence",
    "value": "Figure",
    "numerator": "Counted",
    "denominator": "Out of",
    "not_available_reason": "Why there is no figure",
    "comment": "Comment",
    "overview": "Overview",
    "state": "State",
    "closes_at": "Closes",
    "reason": "Reason",
    "sha256": "Checksum (SHA-256)",
}
FIGURES = frozenset({"value", "numerator", "denominator"})
TITLES = {
    "return.submitted": "Submitted",
    "return.withdrawn": "Withdrawn",
    "return.signed_off": "Signed off",
    "return.sent_back": "Sent back",
    "return.accepted": "Accepted",
    "return.published": "Published",
    "return.extended": "Given longer",
    "return.correction_opened": "Opened for correction",
    "return.overview_saved": "Overview saved",
    "return.figure_restated": "Earlier figure put right",
    "measureupdate.counted": "Counted from the record",
    "return.spreadsheet_saved": "Brought back from a spreadsheet",
    "return.nudged": "Reminder sent",
    "milestoneupdate.moderated": "Rating moderated",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReturnEvent:
    """One thing that happened; ``changes`` is empty for those who may not read them."""

    title: str
    about: str
    by: str
    at: dt.datetime
    changes: tuple[Change, ...]


def return_events(quarterly_return: QuarterlyReturn) -> QuerySet[AuditEvent, AuditEvent]:
    """The history of the return and of what it owns, newest first; page it before reading."""
    owned = {
        RETURN: [str(quarterly_return.pk)],
        MILESTONE: _ids(quarterly_return.milestone_updates.values_list("pk", flat=True)),
        MEASURE: _ids(quarterly_return.measure_updates.values_list("pk", flat=True)),
    }
    about = Q()
    for kind, ids in owned.items():
        about |= Q(target_kind=kind, target_id__in=ids)
    return AuditEvent.objects.filter(about).select_related("actor")


def readable(
    events: list[AuditEvent], quarterly_return: QuarterlyReturn, *, actor: Actor
) -> list[ReturnEvent]:
    """The events in words, without the answers for whoever may only read published ones."""
    shows_answers = can_read_drafts(actor, quarterly_return)
    owner = f", {quarterly_return}"
    return [_readable(event, owner, shows_answers=shows_answers) for event in events]


def _ids(primary_keys: QuerySet[Any, int]) -> list[str]:
    return [str(pk) for pk in primary_keys]


def _readable(event: AuditEvent, owner: str, *, shows_answers: bool) -> ReturnEvent:
    changes = tuple(_changes(event.before, event.after))
    if not shows_answers:
        changes = tuple(change for change in changes if change.field == FIELD_NAMES["state"])
    is_answer = event.target_kind != RETURN
    return ReturnEvent(
        title=TITLES.get(event.action, "Answer saved"),
        about=event.target_label.removesuffix(owner) if is_answer else "",
        by=event.who,
        at=event.occurred_at,
        changes=changes,
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in after:
        if name == ON_BEHALF_OF:
            continue
        if change := change_in(name, before.get(name), after[name]):
            yield change


def change_in(name: str, before: Any, after: Any) -> Change | None:
    """How the field called ``name`` differs; None where both read the same."""
    old, new = _words(name, before), _words(name, after)
    return None if old == new else Change(_field_name(name), old, new)


def _field_name(name: str) -> str:
    """The field's own name in words where none is given, so that no change goes unseen."""
    words = name.replace("_", " ")
    return FIELD_NAMES.get(name, words[:1].upper() + words[1:])


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name == "rating":
        return label(value)
    if name in FIGURES:
        return f"{Decimal(value).normalize():,f}"
    if name == "state":
        return str(ReturnState(value).label)
    if name.endswith("_on"):
        return date_words(dt.date.fromisoformat(str(value)))
    if name.endswith("_at"):
        return moment_words(dt.datetime.fromisoformat(str(value)))
    return str(value)
