"""Decisions about stakeholders and communications over plain values: no database, no clock."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from programme.choices_engagement import Approach, CommunicationState, Extent

LOW, MEDIUM, HIGH = Extent.LOW, Extent.MEDIUM, Extent.HIGH

SUGGESTED: Mapping[tuple[str, str], Approach] = MappingProxyType(
    {
        (HIGH, HIGH): Approach.MANAGE,
        (HIGH, MEDIUM): Approach.MANAGE,
        (HIGH, LOW): Approach.SATISFY,
        (MEDIUM, HIGH): Approach.MANAGE,
        (MEDIUM, MEDIUM): Approach.INFORM,
        (MEDIUM, LOW): Approach.SATISFY,
        (LOW, HIGH): Approach.INFORM,
        (LOW, MEDIUM): Approach.INFORM,
        (LOW, LOW): Approach.MONITOR,
    }
)
"""What the grid suggests, by influence and interest."""


def suggested_approach(*, influence: str, interest: str) -> Approach:
    return SUGGESTED[influence, interest]


def communication_state(
    *,
    planned_on: dt.date,
    done_on: dt.date | None,
    cancelled_reason: str,
    today: dt.date,
) -> CommunicationState:
    """Overdue from the day after the one it was planned for."""
    if done_on is not None:
        return CommunicationState.DONE
    if cancelled_reason:
        return CommunicationState.CANCELLED
    return CommunicationState.OVERDUE if planned_on < today else CommunicationState.PLANNED
