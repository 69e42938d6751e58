"""The line of sight as a pack shows it: each objective, and how what serves it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from reporting.document.facts import Pack
from reporting.document.figures import MilestoneState
from reporting.document.rows import count_words, locality_anchor, outcome_anchor, paragraphs
from reporting.document.sight.facts import Objective, Serving
from reporting.document.words import sentence


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


def sight_groups(
    pack: Pack, states: Sequence[MilestoneState], outcome_name: Callable[[int], str]
) -> Sequence[HolderGroup] | None:
    """What ``pack`` shows of its line of sight; None when it was frozen without."""
    if pack.sight is None:
        return None
    words = _Words(pack, states, outcome_name)
    grouped = groupby(pack.sight, key=lambda each: (each.whose, each.post))
    return [
        HolderGroup(
            f"{post}: {whose}" if post else whose, [words.objective(each) for each in rows]
        )
        for (whose, post), rows in grouped
    ]


@dataclass(frozen=True)
class _Words:
    """Names and standings of what serves objectives."""

    pack: Pack
    states: Sequence[MilestoneState]
    outcome_name: Callable[[int], str]

    def objective(self, each: Objective) -> ObjectiveRow:
        return ObjectiveRow(
            reference=each.reference,
            text=each.text,
            above=[f"{one.whose}, {one.reference}: {one.text}" for one in each.above],
            serving=[self._serving(one) for one in each.serving if self._is_told(one)],
        )

    def _is_told(self, each: Serving) -> bool:
        """Whether the pack holds what serves, so that it can be named."""
        return each.outcome is None or bool(self.outcome_name(each.outcome))

    def _serving(self, each: Serving) -> ServingRow:
        name, anchor = self._named(each)
        return ServingRow(name, anchor, paragraphs(each.how), count_words(self._under(each)))

    def _named(self, each: Serving) -> tuple[str, str]:
        if each.outcome is None:
            told = any(one.slug == each.locality for one in self.pack.localities)
            anchor = locality_anchor(each.locality or "") if told else ""
            return f"{each.milestone_title}, {each.locality_name}", anchor
        titles = {one.pk: one.title for one in self.pack.outcomes}
        name = sentence(self.outcome_name(each.outcome))
        return f"{name}: {titles[each.outcome]}", outcome_anchor(each.outcome)

    def _under(self, each: Serving) -> list[MilestoneState]:
        if each.outcome is None:
            return [one for one in self.states if one.milestone.pk == each.milestone]
        return [one for one in self.states if one.milestone.outcome == each.outcome]
