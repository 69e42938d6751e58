"""The cells of what changed about a statement or a year: figures, payments, networks, savings."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from programme.choices import Unit
from programme.rules.measures import number_words
from reporting.document import words
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.changes.statement import REPRESENTED, VALIDATED

PAYMENTS: Mapping[Kind, str] = {
    Kind.PAYMENT_GONE: "No longer counted",
    Kind.PAYMENT_CHANGED: "Put right",
    Kind.RECEIVED: "New",
    Kind.INVOICED: "New",
}
SAVINGS: Mapping[Kind, str] = {
    Kind.SAVING_GONE: "Withdrawn or refused",
    Kind.SAVING_CHANGED: "Put right",
    Kind.SAVING_UNVALIDATED: "No longer validated",
    Kind.SAVING_VALIDATED: "Newly validated",
    Kind.SAVING_CLAIMED: "Newly claimed",
}


def amount(text: str, unit: str) -> str:
    """A figure as a snapshot has it, in words; a dash where there is none."""
    return words.figure_with_unit(Decimal(text) if text else None, unit)


def figure_cells(change: Change) -> Sequence[str]:
    was, now = amount(change.before, change.unit), amount(change.after, change.unit)
    return was, now, _movement(change)


def _movement(change: Change) -> str:
    if change.kind is Kind.FIGURE_ANEW:
        return "Counted anew in the new year"
    if change.kind is Kind.FIGURE_SAME:
        return "As before"
    by = abs(Decimal(change.after) - Decimal(change.before))
    points = f"{number_words(by)} percentage points"
    moved = points if change.unit == Unit.PERCENT else words.figure_with_unit(by, change.unit)
    return f"↑ {moved} more" if change.kind is Kind.FIGURE_HIGHER else f"↓ {moved} less"


def payment_cells(change: Change) -> Sequence[str]:
    day = words.day(dt.date.fromisoformat(change.now))
    return change.what or words.NONE, day, _sum(change), PAYMENTS[change.kind]


def saving_cells(change: Change) -> Sequence[str]:
    is_both = change.kind is Kind.SAVING_CLAIMED and change.now == VALIDATED
    return _sum(change), f"{SAVINGS[change.kind]}{' and validated' if is_both else ''}"


def _sum(change: Change) -> str:
    """The amount, and what it was where it was another."""
    now = amount(change.after, change.unit)
    return f"{now}, was {amount(change.before, change.unit)}" if change.before else now


def network_cells(change: Change) -> Sequence[str]:
    return _standing(change.was, change.before), _standing(change.now, change.after)


def _standing(standing: str, people: str) -> str:
    """Whether the department is in the locality's network, and how many people it has there."""
    if not standing:
        return words.NONE
    said = "Represented" if standing == REPRESENTED else "Not represented"
    return f"{said}, {amount(people, Unit.PEOPLE)}" if people else said
