"""Comparing two packs: pure, and in time that grows as they do."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from csplan.core.ratings import severity
from reporting.document.changes.facts import Against, Change, Changes
from reporting.document.changes.kinds import GROUPS, KINDS, Group, Kind
from reporting.document.changes.measures import measure_changes
from reporting.document.changes.milestones import milestone_changes
from reporting.document.changes.people import people_changes, risk_changes
from reporting.document.changes.sides import Sides, changed_scope
from reporting.document.changes.statement import statement_changes
from reporting.document.changes.wording import word_changes
from reporting.document.changes.year import year_changes
from reporting.document.facts import Pack

PLACE_OF = {kind: place for place, kind in enumerate(KINDS)}
RATED = frozenset({Kind.TO_OFF_TRACK, Kind.WORSE, Kind.SILENT, Kind.BETTER, Kind.HEARD})
DATED = frozenset({Kind.LATER, Kind.EARLIER, Kind.REBASELINED})
SCORED = frozenset({Kind.RISK_UP, Kind.RISK_DOWN})
OF_MONEY = frozenset((*GROUPS[Group.PAYMENTS], *GROUPS[Group.SAVINGS]))


def compare(before: Pack, after: Pack, *, digest: str) -> Changes:
    """What ``after`` says otherwise than ``before``, in the order that ``kinds`` states.

    ``digest`` is that of the snapshot ``before`` was read from. Of a plan that only one of them
    reports on, that it ended or began is told, and not each of its lines.
    """
    against = Against(before.quarter, before.edition, digest)
    # Sorting keeps equals as they come: in the order of the plan.
    return Changes(against, tuple(sorted(_found(Sides(before, after)), key=_importance)))


def _found(whole: Sides) -> Iterator[Change]:
    yield from year_changes(whole)
    yield from statement_changes(whole)
    yield from changed_scope(whole, "plan", whole.before.plans, whole.after.plans)
    sides = Sides(_of_plans(whole.before, whole.shared), _of_plans(whole.after, whole.shared))
    before, after = sides.before, sides.after
    yield from changed_scope(sides, "outcome", before.outcomes, after.outcomes)
    yield from changed_scope(sides, "locality", before.localities, after.localities)
    yield from milestone_changes(sides)
    yield from measure_changes(sides)
    yield from risk_changes(sides)
    yield from people_changes(sides)
    yield from word_changes(sides)


def _of_plans(pack: Pack, plans: frozenset[int]) -> Pack:
    """``pack`` with the lines of ``plans`` alone."""
    outcomes = tuple(each for each in pack.outcomes if each.plan in plans)
    kept = {each.pk for each in outcomes}
    return replace(
        pack,
        outcomes=outcomes,
        measures=tuple(each for each in pack.measures if each.outcome in kept),
        milestones=tuple(each for each in pack.milestones if each.outcome in kept),
    )


def _importance(change: Change) -> tuple[int, int, int]:
    """The kind's place; then what weighs most within it."""
    held = change.number or 0
    weight = (0, 0)
    if change.kind in RATED:
        weight = (-abs(severity(change.after) - severity(change.before)), -held)
    elif change.kind is Kind.STILL:
        weight = (-severity(change.after), -held)
    elif change.kind in DATED:
        weight = (-abs(held), 0)
    elif change.kind in OF_MONEY:
        weight = (-int(Decimal(change.after)), 0)
    elif change.kind in SCORED:
        weight = (-int(change.after or change.before or 0), 0)
    return (PLACE_OF[change.kind], *weight)
