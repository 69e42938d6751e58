"""The matters arising of a pack, read once and frozen."""

import datetime as dt
from typing import Any

from csplan.core.models import ReportingPeriod
from programme.models import Question, QuestionStep
from programme.selectors.questions import arising, by_words

Json = dict[str, Any]


def pack_questions(period: ReportingPeriod, at: dt.datetime) -> Json:
    """Questions as they stand at ``at``, but for those closed before the quarter began.

    An answer given after the quarter closed is in the pack, too: it is what the steering group
    waits for. Two queries.
    """
    since = period.quarter.starts_at
    rows = [_question(each) for each in arising(at, since=since)]
    return {"since": since.isoformat(), "rows": rows}


def _question(each: Question) -> Json:
    return {
        "id": each.pk,
        "text": each.text,
        "asked_at": each.asked_at.isoformat(),
        "asked_by": each.asker,
        "line": each.line,
        "line_words": each.line_words,
        "pack_quarter": each.pack_quarter,
        "pack_edition": each.pack_edition,
        "pack_subject": each.pack_subject,
        "pack_title": each.pack_title,
        "locality": each.locality.slug if each.locality else None,
        "locality_name": each.locality.name if each.locality else "",
        "outcome": each.outcome_id,
        "state": each.state,
        "closed_at": each.closed_at.isoformat() if each.closed_at else None,
        "exchange": [_step(step) for step in each.exchange],  # type: ignore[attr-defined]  # prefetched
        "is_illustrative": each.is_illustrative,
    }


def _step(step: QuestionStep) -> Json:
    return {
        "action": step.action,
        "at": step.at.isoformat(),
        "by": by_words(step),
        "words": step.words,
    }
