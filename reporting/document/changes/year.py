"""What changed about a year as a whole: the figures that sum it up, and what its review says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from csplan.core.money import pounds_of
from csplan.core.ratings import Rating
from csplan.core.word_changes import is_reworded
from programme.choices import Unit
from programme.choices_delivery import VisitState
from reporting.document.changes.amounts import (
    MILESTONES,
    Amount,
    amount_changes,
    one_place,
)
from reporting.document.changes.facts import Change
from reporting.document.changes.kinds import Kind
from reporting.document.changes.sides import Sides
from reporting.document.facts import Pack
from reporting.document.figures import milestone_state

COUNTED = (
    (Rating.COMPLETE, "Milestones complete"),
    (Rating.ON_TRACK, "Milestones on track"),
    (Rating.AT_RISK, "Milestones at risk"),
    (Rating.OFF_TRACK, "Milestones off track"),
    ("", "Milestones without a report"),
)
SAID_OF_OFFERS = {"achievements": "Achieved", "implications": "What follows from it"}
SAID_OF_IMPACT = {"judgement": "Judgement", "reason": "Why", "evidence": "Evidence"}


def year_changes(sides: Sides) -> Iterator[Change]:
    """Nothing of packs that are not about a year. What an earlier snapshot lacks is not told.

    A year stands beside another as a whole, so no figure of it begins anew.
    """
    was, now = sides.before.review, sides.after.review
    if was is None or now is None:
        return
    yield from amount_changes(_amounts(sides.before), _amounts(sides.after))
    yield from _reworded(was.lines, now.lines, "offer", SAID_OF_OFFERS)
    yield from _reworded(was.impact, now.impact, "question", SAID_OF_IMPACT)


def _amounts(pack: Pack) -> Iterator[Amount]:
    yield from _milestones(pack)
    yield from _money(pack)
    if pack.coverage is not None:
        found = pack.coverage
        yield Amount("coverage", "People represented", Decimal(found.represented), Unit.PEOPLE)
        if found.share is not None:
            share = one_place(found.share)
            yield Amount("coverage", "Coverage of all people", share, Unit.PERCENT)
    if pack.activity is not None:
        done = sum(each.state == VisitState.DONE for each in pack.activity.visits)
        yield Amount("activity", "Visits that took place", Decimal(done), Unit.VISITS)


def _milestones(pack: Pack) -> Iterator[Amount]:
    rated = Counter(milestone_state(each, pack.quarter).rating for each in pack.milestones)
    for rating, name in COUNTED:
        yield Amount("summary", name, Decimal(rated[rating]), MILESTONES)


def _money(pack: Pack) -> Iterator[Amount]:
    finance = pack.finance
    if finance is None:
        return
    received = sum(each.received for each in finance.contributions)
    for name, pence in (
        ("Contributions agreed", finance.target),
        ("Contributions received", received),
        ("Savings validated", finance.total.validated),
        ("Savings claimed only", finance.total.waiting),
    ):
        yield Amount("finance", name, pounds_of(pence), Unit.POUNDS)


def _reworded(
    before: Sequence[Any], after: Sequence[Any], title: str, names: dict[str, str]
) -> Iterator[Change]:
    """What is said otherwise of the same offer or question, by its own words."""
    then = {getattr(each, title): each for each in before}
    for each in after:
        own = getattr(each, title)
        for name, what in names.items() if own in then else ():
            was, now = getattr(then[own], name), getattr(each, name)
            if is_reworded(was, now):
                yield Change(Kind.WORDS, "review", own, what=what, before=was, after=now)
