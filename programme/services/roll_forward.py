"""Making the next plan's draft out of a plan, with lineage for every line."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from csplan.accounts.actors import Actor
from csplan.audit.services import record
from csplan.core.errors import IncompleteError, NotPermittedError, WrongStateError
from csplan.core.periods import FinancialYear
from localities.models import Locality
from programme.choices import PlanState, Stage, SuccessionKind
from programme.models import (
    BusinessPlan,
    DerivedMeasure,
    Measure,
    MeasureSuccession,
    Offer,
    Outcome,
    OutcomeGroup,
    OutcomeSuccession,
    WorkItem,
    WorkItemSuccession,
)
from programme.permissions.plans import can_start_plans
from programme.rules.roll_forward import (
    KEPT,
    Decision,
    Level,
    Line,
    Place,
    Wishes,
    place_of,
    problems,
)
from programme.selectors.plans import plan_slug
from programme.selectors.roll_forward import is_rolled_forward, plan_lines
from programme.services.plans import locked_plan
from programme.services.stages import start_at_stage

TABLES: Mapping[Level, tuple[type[Any], type[Any]]] = {
    Level.OUTCOME: (Outcome, OutcomeSuccession),
    Level.ITEM: (WorkItem, WorkItemSuccession),
    Level.MEASURE: (Measure, MeasureSuccession),
}
LEVEL_NAMES = (
    "group_singular", "group_plural", "outcome_singular", "outcome_plural", "item_singular",
    "item_plural",
)  # fmt: skip
DEFINITION = (
    "definition", "unit", "direction", "accumulation", "collection", "numerator_label",
    "denominator_label", "baseline", "target", "range_low", "range_high", "on_track_within",
    "at_risk_within", "is_illustrative",
)  # fmt: skip

NOT_NAMED = "Not named in the plan before"
"""Who takes on what was embedded before csplan asked."""


@transaction.atomic
def roll_forward(
    *, source: BusinessPlan, wishes: Wishes, actor: Actor, at: dt.datetime
) -> BusinessPlan:
    """Make the next plan's draft and say of every line what became of it; returns the draft.

    Raises NotPermittedError; WrongStateError for a draft, or for a plan that was rolled forward
    before; IncompleteError when a decision is missing or cannot stand.
    """
    if not can_start_plans(actor):
        raise NotPermittedError("You may not roll a plan forward")
    source = locked_plan(source)
    refuse_rolled(source)
    lines = plan_lines(source)
    found = problems(lines, wishes.decisions)
    if found:
        raise IncompleteError(found[0].words)
    made = Roller(source, lines, wishes, actor, at).roll()
    after = {"from": source.title, "lines": len(lines)}
    record(action="plan.rolled_forward", target=made, actor=actor.person, at=at, after=after)
    return made


def refuse_rolled(source: BusinessPlan) -> None:
    """Raise WrongStateError for a draft, and for a plan that has a next one already."""
    if source.state == PlanState.DRAFT:
        raise WrongStateError("A draft cannot be rolled forward: agree it first")
    if is_rolled_forward(source):
        raise WrongStateError("This plan has been rolled forward already")


class Roller:
    """Makes one next plan. ``became`` holds what each line of the source turned into."""

    def __init__(
        self,
        source: BusinessPlan,
        lines: Sequence[Line],
        wishes: Wishes,
        actor: Actor,
        at: dt.datetime,
    ) -> None:
        self.source, self.lines, self.wishes = source, lines, wishes
        self.actor, self.at = actor, at
        self.became: dict[tuple[Level, int], list[Any]] = {}
        self.numbers: Counter[tuple[Level, int]] = Counter()
        self.groups: dict[int, OutcomeGroup] = {}
        self.made = self._plan()

    def roll(self) -> BusinessPlan:
        self._copy_groups()
        for level in Level:
            self._make_level(level)
        if self.wishes.carries_local:
            self._carry_local_items()
        self._make_offers()
        return self.made

    def _plan(self) -> BusinessPlan:
        return BusinessPlan.objects.create(
            slug=plan_slug(self.wishes.title),
            title=self.wishes.title,
            first_year=self.wishes.first_year,
            last_year=self.wishes.last_year,
            purpose=self.source.purpose,
            is_illustrative=self.source.is_illustrative,
            **{name: getattr(self.source, name) for name in LEVEL_NAMES},
        )

    def _copy_groups(self) -> None:
        for group in self.source.groups.order_by("order"):
            self.groups[group.pk] = OutcomeGroup.objects.create(
                plan=self.made,
                order=group.order,
                title=group.title,
                text=group.text,
                is_illustrative=group.is_illustrative,
            )

    # Lines

    def _make_level(self, level: Level) -> None:
        """Lines that get a place of their own first: others are merged into them."""
        own = [line for line in self.lines if line.level == level]
        earlier = TABLES[level][0].objects.in_bulk([line.pk for line in own])
        for line in own:
            if self._decision(line).kind in KEPT:
                self._make(line, earlier[line.pk])
        for line in own:
            self._tell(line)

    def _make(self, line: Line, earlier: Any) -> None:
        decision = self._decision(line)
        titles = decision.titles if decision.kind == SuccessionKind.SPLIT else ("",)
        self.became[line.level, line.pk] = [
            self._copy(line, earlier, title, place_of(line, self.wishes.decisions))
            for title in titles
        ]

    def _copy(self, line: Line, earlier: Any, title: str, place: Place | None) -> Any:
        if line.level == Level.OUTCOME:
            return self._copy_outcome(earlier, title)
        home = self._home(place)
        if line.level == Level.ITEM:
            return self._copy_item(earlier, title, home)
        return self._copy_measure(earlier, title, home)

    def _copy_outcome(self, earlier: Outcome, title: str) -> Outcome:
        return Outcome.objects.create(
            plan=self.made,
            group=self.groups.get(earlier.group_id or 0),
            order=self._number(Level.OUTCOME, self.made.pk),
            title=title or earlier.title,
            text=earlier.text,
            is_illustrative=earlier.is_illustrative,
        )

    def _copy_item(self, earlier: WorkItem, text: str, outcome: Outcome) -> WorkItem:
        item = WorkItem.objects.create(
            outcome=outcome,
            order=self._number(Level.ITEM, outcome.pk),
            text=text or earlier.text,
            owner=earlier.owner,
            stage=earlier.stage,
            is_illustrative=earlier.is_illustrative,
        )
        return self._started(item, earlier)

    def _started(self, item: WorkItem, earlier: WorkItem) -> WorkItem:
        """The item at the stage it brings along, with who took it on."""
        last = earlier.moves.order_by("moved_on", "pk").last()
        taken_on_by = (last.taken_on_by if last else "") or earlier.owner or NOT_NAMED
        start_at_stage(
            item=item,
            taken_on_by=taken_on_by if item.stage == Stage.EMBED else "",
            actor=self.actor,
            at=self.at,
            is_illustrative=item.is_illustrative,
        )
        return item

    def _copy_measure(self, earlier: Measure, title: str, outcome: Outcome) -> Measure:
        made = Measure.objects.create(
            outcome=outcome,
            order=self._number(Level.MEASURE, outcome.pk),
            title=title or earlier.title,
            **{name: getattr(earlier, name) for name in DEFINITION},
        )
        self._copy_derivation(earlier, made)
        return made

    def _copy_derivation(self, earlier: Measure, made: Measure) -> None:
        """A measure that follows the record goes on following it in the same way."""
        found = DerivedMeasure.objects.filter(measure=earlier).first()
        if found is None:
            return
        copy = DerivedMeasure.objects.create(
            measure=made,
            record_kind=found.record_kind,
            counted=found.counted,
            least_departments=found.least_departments,
        )
        copy.event_types.set(found.event_types.all())

    def _tell(self, line: Line) -> None:
        """Write down what became of the line."""
        decision = self._decision(line)
        steps = TABLES[line.level][1]
        target = (line.level, decision.target or 0)
        is_merged = decision.kind == SuccessionKind.MERGED
        later = self.became[target][:1] if is_merged else self.became.get((line.level, line.pk))
        steps.objects.bulk_create(
            self._step(steps, line.pk, decision, each) for each in later or [None]
        )
        if is_merged:
            self.became[line.level, line.pk] = self.became[target][:1]

    def _step(self, steps: type[Any], earlier: int, decision: Decision, later: Any) -> Any:
        return steps(
            earlier_id=earlier,
            later=later,
            kind=decision.kind,
            reason=decision.reason,
            by=self.actor.person,
            at=self.at,
        )

    def _decision(self, line: Line) -> Decision:
        return self.wishes.decisions[line.level, line.pk]

    def _home(self, place: Place | None) -> Outcome:
        if place is None:
            raise IncompleteError("A line has no place in the next plan")
        outcome: Outcome = self.became[Level.OUTCOME, place.outcome][place.part - 1]
        return outcome

    def _number(self, level: Level, within: int) -> int:
        self.numbers[level, within] += 1
        return self.numbers[level, within]

    # Local plans and offers

    def _carry_local_items(self) -> None:
        """Localities' own items that serve one with a successor, where the locality goes on."""
        first_day = FinancialYear(self.made.first_year).starts_on
        localities = Locality.objects.in_force_on(first_day)
        items = WorkItem.objects.filter(
            outcome__plan=self.source, locality__in=localities, ends_on=None
        ).order_by("outcome__order", "order")
        counted: Counter[tuple[int, int]] = Counter()
        for item in items:
            served = self.became.get((Level.ITEM, item.serves_id or 0))
            if served:
                self._carry(item, served[0], counted)

    def _carry(self, item: WorkItem, served: WorkItem, counted: Counter[tuple[int, int]]) -> None:
        place = (served.outcome_id, item.locality_id or 0)
        counted[place] += 1
        made = WorkItem.objects.create(
            outcome=served.outcome,
            locality=item.locality,
            serves=served,
            order=counted[place],
            text=item.text,
            owner=item.owner,
            stage=item.stage,
            is_illustrative=item.is_illustrative,
        )
        self._started(made, item)
        decision = Decision(SuccessionKind.CONTINUED)
        self._step(WorkItemSuccession, item.pk, decision, made).save()

    def _make_offers(self) -> None:
        """The review of the source, in people's words or, where there are none, the draft's."""
        Offer.objects.bulk_create(
            Offer(
                plan=self.made,
                order=line.order,
                text=line.text,
                achievements=line.achievements or line.drafted_achievements,
                implications=line.implications or line.drafted_implications,
                is_illustrative=self.source.is_illustrative,
            )
            for line in self.source.review_lines.order_by("order")
        )
