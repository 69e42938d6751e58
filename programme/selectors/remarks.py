"""What was asked of a return that was sent back, and what has been done about it since."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, Q, Value

from csplan.audit.models import AuditEvent
from programme.choices import ReturnAction, ReturnState
from programme.models import MeasureUpdate, MilestoneUpdate, QuarterlyReturn, ReturnRemark

OVERVIEW = "overview"


def open_remarks(quarterly_return: QuarterlyReturn) -> Mapping[str, str]:
    """What was asked of answers not saved since: by "milestone-12", "measure-3", "overview".

    Only of a return that is open again. One query, or none.
    """
    if quarterly_return.state != ReturnState.OPEN or not quarterly_return.version:
        return {}
    unsettled = (
        Q(milestone_update__version=F("seen_version"))
        | Q(measure_update__version=F("seen_version"))
        | Q(
            milestone_update=None,
            measure_update=None,
            seen_version=quarterly_return.overview_version,
        )
    )
    asked = ReturnRemark.objects.filter(unsettled, transition__quarterly_return=quarterly_return)
    rows = asked.order_by("pk").values_list(
        "milestone_update__milestone", "measure_update__measure", "words"
    )
    return {answer_name(milestone, measure): words for milestone, measure, words in rows}


def answer_name(milestone: int | None, measure: int | None) -> str:
    """The name of an answer by its milestone or measure; the overview has neither."""
    if milestone:
        return f"milestone-{milestone}"
    return f"measure-{measure}" if measure else OVERVIEW


@dataclass(frozen=True, slots=True)
class SentBack:
    """The last time a return was sent back: by whom, why, what was asked, what changed since."""

    by: str
    at: dt.datetime
    reason: str
    asked: Mapping[str, str]
    changed: frozenset[str]


def last_sent_back(quarterly_return: QuarterlyReturn) -> SentBack | None:
    """None when it never was. One query, and two more when it was."""
    last = (
        quarterly_return.transitions.filter(action=ReturnAction.SEND_BACK)
        .select_related("by")
        .last()
    )
    if last is None:
        return None
    rows = ReturnRemark.objects.filter(transition=last).values_list(
        "milestone_update__milestone", "measure_update__measure", "words"
    )
    asked = {answer_name(milestone, measure): words for milestone, measure, words in rows}
    changed = frozenset(_changed_since(quarterly_return, last.at))
    return SentBack(str(last.by), last.at, last.reason, asked, changed)


def _changed_since(quarterly_return: QuarterlyReturn, at: dt.datetime) -> Iterator[str]:
    """The names of the answers that were saved after a moment. One query."""
    saved = {"quarterly_return": quarterly_return, "updated_at__gt": at}
    milestones = MilestoneUpdate.objects.filter(**saved).order_by()
    measures = MeasureUpdate.objects.filter(**saved).order_by()
    overview = AuditEvent.objects.filter(
        target_kind=QuarterlyReturn._meta.label_lower,
        target_id=str(quarterly_return.pk),
        action="return.overview_saved",
        occurred_at__gt=at,
    ).order_by()
    nothing = Value(None, output_field=BigIntegerField())
    rows = milestones.values_list("milestone", nothing).union(
        measures.values_list(nothing, "measure"), overview.values_list(nothing, nothing)
    )
    for milestone, measure in rows:
        yield answer_name(milestone, measure)
