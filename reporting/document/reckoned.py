"""A pack reckoned up: how its milestones and measures stand, under its plans' own names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reporting.document import figures, words
from reporting.document.facts import Locality, Outcome, Pack
from reporting.document.figures import MilestoneState
from reporting.document.measures.figures import MeasureFigures, measure_figures
from reporting.document.rows import MilestoneRow, locality_anchor, milestone_row


@dataclass(frozen=True)
class Reckoned:
    """What the view of every section is made from, computed on first use."""

    facts: Pack

    # How it stands

    @cached_property
    def states(self) -> Sequence[MilestoneState]:
        quarter = self.facts.quarter
        return [figures.milestone_state(each, quarter) for each in self.facts.milestones]

    @cached_property
    def has_before(self) -> bool:
        """Whether anything was reported last quarter that this one can be compared with."""
        return any(state.rating_before for state in self.states)

    @cached_property
    def national(self) -> Sequence[MeasureFigures]:
        slugs = tuple(self.localities_by_slug)
        quarter = self.facts.quarter
        return [measure_figures(each, quarter, slugs) for each in self.facts.measures]

    # Quarters and places

    @property
    def short_period(self) -> str:
        return self.facts.quarter.short_label

    @property
    def previous_period(self) -> str:
        return self.facts.quarter.previous.short_label

    @property
    def next_period(self) -> str:
        return self.facts.quarter.next.short_label

    @cached_property
    def localities_by_slug(self) -> Mapping[str, Locality]:
        return {each.slug: each for each in self.facts.localities}

    @cached_property
    def place_names(self) -> Mapping[str, str]:
        return {each.slug: each.name for each in self.facts.localities}

    def place_anchor(self, slug: str | None) -> str:
        """Where the pack tells of the locality; "" of one that it does not hold, and of none."""
        return locality_anchor(slug) if slug and slug in self.localities_by_slug else ""

    # Outcomes

    @cached_property
    def outcomes_by_pk(self) -> Mapping[int, Outcome]:
        return {each.pk: each for each in self.facts.outcomes}

    @cached_property
    def _plans_by_pk(self) -> Mapping[int, Mapping[str, Any]]:
        return {plan["id"]: plan for plan in self.facts.plans}

    def plan_of(self, outcome: Outcome) -> str:
        """The title of the outcome's plan; "" while the pack reports on one plan alone."""
        plans = self._plans_by_pk
        return str(plans[outcome.plan]["title"]) if len(plans) > 1 else ""

    def level_of(self, outcome: Outcome) -> str:
        """What its plan calls one; snapshots made before plans named their levels do not say."""
        return str(self._plans_by_pk[outcome.plan].get("outcome_singular", "outcome"))

    def group_of(self, outcome: Outcome) -> str:
        """ "Theme: People", or "" in a plan without an upper level."""
        if not outcome.group:
            return ""
        level = str(self._plans_by_pk[outcome.plan].get("group_singular", ""))
        return f"{words.sentence(level)}: {outcome.group}"

    def outcome_name(self, outcome: Outcome) -> str:
        """ "objective 1", with its plan where another plan's first could be meant."""
        plan, name = self.plan_of(outcome), f"{self.level_of(outcome)} {outcome.number}"
        return f"{name} of {plan}" if plan else name

    def name_of_outcome(self, pk: int) -> str:
        """Its name; "" of an outcome that the pack does not hold."""
        outcome = self.outcomes_by_pk.get(pk)
        return self.outcome_name(outcome) if outcome else ""

    def outcome_heading(self, outcome: Outcome) -> str:
        """ "Objective 1: Build capability"."""
        return f"{words.sentence(self.outcome_name(outcome))}: {outcome.title}"

    @property
    def outcome_word(self) -> str:
        """What one is called, where all plans of the pack agree on it."""
        return self.agreed("outcome_singular", "outcome")

    @property
    def outcomes_word(self) -> str:
        return self.agreed("outcome_plural", "outcomes")

    def agreed(self, name: str, otherwise: str) -> str:
        """What all plans of the pack say under ``name``; ``otherwise`` where they differ."""
        said = {str(plan.get(name, otherwise)) for plan in self.facts.plans}
        return said.pop() if len(said) == 1 else otherwise

    # Milestones

    @cached_property
    def _rows(self) -> dict[int, MilestoneRow]:
        return {}

    def row(self, state: MilestoneState) -> MilestoneRow:
        """The row for ``state``, made once."""
        milestone = state.milestone
        if milestone.pk not in self._rows:
            self._rows[milestone.pk] = milestone_row(
                state,
                self.facts.quarter,
                place=self.place_names[milestone.locality],
                outcome=self.outcome_name(self.outcomes_by_pk[milestone.outcome]),
                has_before=self.has_before,
            )
        return self._rows[milestone.pk]
