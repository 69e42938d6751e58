"""The line of sight as a pack shows it: each objective, and how what serves it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from reporting.document.figures import MilestoneState
from reporting.document.reckoned import Reckoned
from reporting.document.rows import count_words, outcome_anchor, paragraphs
from reporting.document.sight.facts import Objective, Serving


@dataclass(frozen=True, slots=True)
class ServingRow:
    """What serves an objective, how, and how its milestones stand this quarter."""

    name: str
    anchor: str
    how: SafeString
    counts: str


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    reference: str
    text: str
    above: Sequence[str]
    serving: Sequence[ServingRow]


@dataclass(frozen=True, slots=True)
class HolderGroup:
    """A holder's objectives, in the order published."""

    heading: str
    rows: Sequence[ObjectiveRow]


def sight_groups(pack: Reckoned) -> Sequence[HolderGroup] | None:
    """What ``pack`` shows of its line of sight; None when it was frozen without."""
    if pack.facts.sight is None:
        return None
    grouped = groupby(pack.facts.sight, key=lambda each: (each.whose, each.post))
    return [
        HolderGroup(
            f"{post}: {whose}" if post else whose, [_objective(each, pack) for each in rows]
        )
        for (whose, post), rows in grouped
    ]


def _objective(each: Objective, pack: Reckoned) -> ObjectiveRow:
    return ObjectiveRow(
        reference=each.reference,
        text=each.text,
        above=[f"{one.whose}, {one.reference}: {one.text}" for one in each.above],
        serving=[_serving(one, pack) for one in each.serving if _is_told(one, pack)],
    )


def _is_told(each: Serving, pack: Reckoned) -> bool:
    """Whether the pack holds what serves, so that it can be named."""
    return each.outcome is None or each.outcome in pack.outcomes_by_pk


def _serving(each: Serving, pack: Reckoned) -> ServingRow:
    name, anchor = _named(each, pack)
    return ServingRow(name, anchor, paragraphs(each.how), count_words(_under(each, pack.states)))


def _named(each: Serving, pack: Reckoned) -> tuple[str, str]:
    if each.outcome is None:
        return f"{each.milestone_title}, {each.locality_name}", pack.place_anchor(each.locality)
    outcome = pack.outcomes_by_pk[each.outcome]
    return pack.outcome_heading(outcome), outcome_anchor(outcome.pk)


def _under(each: Serving, states: Sequence[MilestoneState]) -> list[MilestoneState]:
    if each.outcome is None:
        return [one for one in states if one.milestone.pk == each.milestone]
    return [one for one in states if one.milestone.outcome == each.outcome]
