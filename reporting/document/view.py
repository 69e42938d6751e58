"""A pack as its templates show it: the figures put into words, in the order they are read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from csplan.core.ratings import DEFINITIONS, Rating, label, severity
from programme.choices import MeasureStatus
from reporting.choices import PackKind
from reporting.document import figures, words
from reporting.document.activity.rows import ActivityView, activity_view
from reporting.document.by_locality import PlaceTable, place_tables
from reporting.document.changes.view import ChangesView, changes_view
from reporting.document.coverage.rows import CoverageView, coverage_view
from reporting.document.decisions.rows import DecisionsView, decisions_view
from reporting.document.facts import Locality, Measure, Outcome, Pack, read_pack
from reporting.document.figures import MeasureFigures, MilestoneState, Receipt, Standing
from reporting.document.finance.rows import FinanceView, finance_view
from reporting.document.forward.view import Look, QuarterToCome, quarters_to_come
from reporting.document.questions.rows import QuestionRow, question_rows
from reporting.document.receipts import RestatedRow, restated_rows
from reporting.document.review.rows import ReviewView, review_view
from reporting.document.risks.rows import RiskRow, risk_rows
from reporting.document.rows import (
    NO_WORDS,
    DisagreementRow,
    MeasureChart,
    MeasureRow,
    MilestoneRow,
    RowGroup,
    before,
    chip,
    count_words,
    expected,
    locality_anchor,
    measure_chart,
    measure_row,
    narrative,
    outcome_anchor,
    paragraphs,
    planned,
    rated_by,
    restated_lines,
    return_state,
    whole_measure_row,
)
from reporting.document.sight.rows import HolderGroup, sight_groups
from reporting.document.slippage.view import SlippageView, slippage_view
from reporting.document.snapshot import canonical_bytes, digest
from reporting.document.stages.rows import StagesView, stages_view
from reporting.document.statement.rows import StatementView, statement_view

TITLES: Mapping[str, str] = {
    PackKind.DEPARTMENT: "Funding statement",
    PackKind.YEAR_END: "Year-end report",
}
TITLE = "Quarterly monitoring report"
"""Of every kind that has no title of its own."""

MARKING = "OFFICIAL"
REPORTED_IN_FULL = (Standing.MISSED, Standing.SLIPPED, Standing.MET, Standing.DUE_NEXT)
LISTED_BRIEFLY = (Standing.NOT_REPORTED, Standing.LATER, Standing.MET_EARLIER)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """``movement`` is an arrow and words; empty where nothing moved or nothing was before."""

    anchor: str
    rating_class: str
    word: str
    movement: str
    name: str


WORSE, BETTER = "↓", "↑"


def heat_movement(before: str, rating: str | None) -> str:
    """ "↓ Worse, was on track"; "" where the rating is the same or nothing is planned."""
    if rating is None or rating == before:
        return ""
    was = f"was {label(before).lower()}"
    if not rating or not before:
        return words.sentence(was)
    is_worse = severity(rating) > severity(before)
    return f"{f'{WORSE} Worse' if is_worse else f'{BETTER} Better'}, {was}"


def _spoken(movement: str) -> str:
    """The words alone: "worse, was on track"."""
    return movement.removeprefix(f"{WORSE} ").removeprefix(f"{BETTER} ").lower()


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class HeatRow:
    name: str
    anchor: str
    cluster: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class CountRow:
    chip: SafeString
    now: int
    before: int
    change: str


@dataclass(frozen=True, slots=True)
class ReturnRow:
    locality: str
    anchor: str
    receipt: str
    words: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the three facts at the top: a figure of a whole, and what it counts."""

    figure: str
    whole: str
    words: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome under its plan's own name for one; ``group`` names what it belongs to."""

    level: str
    group: str
    anchor: str
    number: int
    plan: str
    heading: str
    title: str
    text: SafeString
    commentary: SafeString
    counts: str
    charts: Sequence[MeasureChart]
    places: Sequence[PlaceTable]
    groups: Sequence[RowGroup]
    listed: Sequence[RowGroup]
    listed_caption: str


@dataclass(frozen=True, slots=True)
class LocalityView:
    anchor: str
    name: str
    cluster: str
    posts: Sequence[Any]
    returned: str
    counts: str
    overview: SafeString
    is_reported: bool
    groups: Sequence[RowGroup]
    measures: Sequence[MeasureRow]


@dataclass(frozen=True, slots=True)
class Definition:
    chip: SafeString
    words: str


@dataclass(frozen=True)
class PackView:
    """Everything the templates show, computed on first use."""

    facts: Pack
    digest: str
    marking: str = MARKING
    _rows: dict[int, MilestoneRow] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return TITLES.get(self.facts.about.kind, TITLE)

    @property
    def about(self) -> str:
        """The locality, department or outcome it is about; "" of the whole plan."""
        return words.sentence(self.facts.about.name)

    @property
    def reader(self) -> str:
        """Whom it is for; what it says of the steering group is of the national one."""
        match self.facts.about.kind:
            case PackKind.LOCALITY:
                return f"{self.facts.about.name} steering group"
            case PackKind.DEPARTMENT:
                return self.facts.about.name
        return self.facts.prepared_for

    @property
    def full_title(self) -> str:
        """ "Quarterly monitoring report: North West"."""
        return f"{self.title}: {self.about}" if self.about else self.title

    @property
    def measures_caption(self) -> str:
        together = "" if self.facts.about.is_of_one_place else ", all localities together"
        return f"Measures for the year so far{together}"

    @property
    def period(self) -> str:
        return self.facts.quarter.label

    @property
    def short_period(self) -> str:
        return self.facts.quarter.short_label

    @property
    def previous_period(self) -> str:
        return self.facts.quarter.previous.short_label

    @property
    def next_period(self) -> str:
        return self.facts.quarter.next.short_label

    @property
    def edition(self) -> str:
        return f"Edition {self.facts.edition}, build {self.facts.build}"

    @property
    def document_title(self) -> str:
        about = f" for {self.facts.about.name}" if self.facts.about.name else ""
        return f"{self.title}{about}: {self.short_period}, edition {self.facts.edition}"

    @property
    def built(self) -> str:
        return words.moment(self.facts.built_at)

    @property
    def plan_titles(self) -> str:
        return words.listed([str(plan["title"]) for plan in self.facts.plans])

    @property
    def description(self) -> str:
        about = f"Progress against {self.plan_titles}" if self.plan_titles else "Progress"
        return f"{about}, {self.period}"

    @cached_property
    def states(self) -> Sequence[MilestoneState]:
        quarter = self.facts.quarter
        return [figures.milestone_state(each, quarter) for each in self.facts.milestones]

    @cached_property
    def localities_by_slug(self) -> Mapping[str, Locality]:
        return {each.slug: each for each in self.facts.localities}

    @cached_property
    def _locality_names(self) -> Mapping[str, str]:
        return {each.slug: each.name for each in self.facts.localities}

    @cached_property
    def outcomes_by_pk(self) -> Mapping[int, Outcome]:
        return {each.pk: each for each in self.facts.outcomes}

    @cached_property
    def national(self) -> Sequence[MeasureFigures]:
        slugs = tuple(self.localities_by_slug)
        quarter = self.facts.quarter
        return [figures.measure_figures(each, quarter, slugs) for each in self.facts.measures]

    def plan_of(self, outcome: Outcome) -> str:
        """The title of the outcome's plan; "" while the pack reports on one plan alone."""
        titles = {plan["id"]: str(plan["title"]) for plan in self.facts.plans}
        return titles[outcome.plan] if len(titles) > 1 else ""

    def outcome_name(self, outcome: Outcome) -> str:
        """ "objective 1", with its plan where another plan's first could be meant."""
        plan, name = self.plan_of(outcome), f"{self._level_of(outcome)} {outcome.number}"
        return f"{name} of {plan}" if plan else name

    @cached_property
    def _plans_by_pk(self) -> Mapping[int, Mapping[str, Any]]:
        return {plan["id"]: plan for plan in self.facts.plans}

    def _level_of(self, outcome: Outcome) -> str:
        """What its plan calls one; snapshots made before plans named their levels do not say."""
        return str(self._plans_by_pk[outcome.plan].get("outcome_singular", "outcome"))

    def _group_of(self, outcome: Outcome) -> str:
        """ "Theme: People", or "" in a plan without an upper level."""
        if not outcome.group:
            return ""
        level = str(self._plans_by_pk[outcome.plan].get("group_singular", ""))
        return f"{words.sentence(level)}: {outcome.group}"

    @property
    def outcome_word(self) -> str:
        """What one is called, where all plans of the pack agree on it."""
        return self._agreed("outcome_singular", "outcome")

    @property
    def outcomes_word(self) -> str:
        return self._agreed("outcome_plural", "outcomes")

    def _agreed(self, name: str, otherwise: str) -> str:
        said = {str(plan.get(name, otherwise)) for plan in self.facts.plans}
        return said.pop() if len(said) == 1 else otherwise

    def _outcome_heading(self, outcome: Outcome) -> str:
        return f"{words.sentence(self.outcome_name(outcome))}: {outcome.title}"

    def row(self, state: MilestoneState) -> MilestoneRow:
        """The row for ``state``, made once."""
        pk = state.milestone.pk
        if pk not in self._rows:
            self._rows[pk] = self._make_row(state)
        return self._rows[pk]

    def _make_row(self, state: MilestoneState) -> MilestoneRow:
        milestone, report = state.milestone, state.report
        outcome = self.outcomes_by_pk[milestone.outcome]
        return MilestoneRow(
            anchor=f"exception-{milestone.pk}",
            title=milestone.title,
            locality=self.localities_by_slug[milestone.locality].name,
            locality_anchor=locality_anchor(milestone.locality),
            outcome=self.outcome_name(outcome),
            phrase=planned(milestone),
            expected=expected(state),
            chip=chip(state.rating),
            rated_by=rated_by(state),
            before=before(state) if self.has_before else "",
            before_chip=chip(state.rating_before),
            narrative=narrative(state, self.facts.quarter),
            risk=paragraphs(report.risk) if report else NO_WORDS,
            path_to_green=paragraphs(report.path_to_green) if report else NO_WORDS,
            date_change_reason=paragraphs(report.date_change_reason) if report else NO_WORDS,
            key=f"milestone-{milestone.pk}",
        )

    # The summary

    @cached_property
    def headlines(self) -> Sequence[Headline]:
        return [self._milestone_headline(), self._measure_headline(), self._return_headline()]

    def _milestone_headline(self) -> Headline:
        counts = {each.rating: each for each in self.counts}
        good = [counts[Rating.COMPLETE], counts[Rating.ON_TRACK]]
        before = sum(each.before for each in good)
        compared = f", against {before} last quarter" if self.has_before else ""
        return Headline(
            figure=str(sum(each.now for each in good)),
            whole=f"of {words.count(len(self.states), 'milestone')}",
            words=f"complete or on track{compared}",
        )

    def _measure_headline(self) -> Headline:
        is_partial = any(each.reported < each.expected for each in self.national)
        return Headline(
            figure=str(len(self._measures_by_status[MeasureStatus.ON_TRACK])),
            whole=f"of {words.count(len(self.national), 'measure')}",
            words="on track for the year so far" + (", where reported" if is_partial else ""),
        )

    @cached_property
    def _measures_by_status(self) -> Mapping[str, list[MeasureFigures]]:
        found: dict[str, list[MeasureFigures]] = defaultdict(list)
        for each in self.national:
            found[each.judgement.status].append(each)
        return found

    def _return_headline(self) -> Headline:
        late = len(self.returns_by_receipt[Receipt.LATE])
        received = len(self.returns_by_receipt[Receipt.ON_TIME]) + late
        return Headline(
            figure=str(received),
            whole=f"of {words.count(len(self.facts.localities), 'return')}",
            words=f"received, {late} of them late" if late else "received, none of them late",
        )

    @cached_property
    def has_before(self) -> bool:
        """Whether anything was reported last quarter that this one can be compared with."""
        return any(state.rating_before for state in self.states)

    @cached_property
    def counts(self) -> Sequence[figures.RatingCount]:
        return figures.rating_counts(self.states)

    @property
    def count_rows(self) -> Sequence[CountRow]:
        return [
            CountRow(chip(each.rating), each.now, each.before, words.change(each.change))
            for each in self.counts
        ]

    @property
    def milestone_words(self) -> str:
        counts = {each.rating: each.now for each in self.counts}
        return (
            f"Of {words.count(len(self.states), 'milestone')}, "
            f"{counts[Rating.OFF_TRACK] or 'none'} "
            f"{'is' if counts[Rating.OFF_TRACK] == 1 else 'are'} off track, "
            f"{counts[Rating.AT_RISK] or 'none'} at risk and "
            f"{counts[''] or 'none'} without a report."
        )

    @property
    def measure_rows(self) -> Sequence[MeasureRow]:
        """Where some did not report, what is compared is said; else it stands beside already."""
        return [
            measure_row(each) if each.is_partial else whole_measure_row(each)
            for each in self.national
        ]

    @property
    def measure_words(self) -> str:
        found = self._measures_by_status
        off, risk = len(found[MeasureStatus.OFF_TRACK]), len(found[MeasureStatus.AT_RISK])
        said = (
            f"Of {words.count(len(self.national), 'measure')}, {off or 'none'} "
            f"{'is' if off == 1 else 'are'} off track and {risk or 'none'} at risk."
        )
        unknown = len(found[MeasureStatus.NO_REPORT]) + len(found[MeasureStatus.NO_PLAN])
        if not unknown:
            return said
        noun = words.sentence(words.count(unknown, "measure"))
        return f"{said} {noun} cannot be compared with a plan."

    @cached_property
    def returns_by_receipt(self) -> Mapping[Receipt, list[Locality]]:
        found: dict[Receipt, list[Locality]] = defaultdict(list)
        for each in self.facts.localities:
            own = self.facts.returns.get(each.slug)
            found[figures.receipt(own, self.facts.due_at)].append(each)
        return found

    @property
    def return_words(self) -> str:
        """Who was late and who is missing, by name."""
        late, missing = (
            words.listed([each.name for each in self.returns_by_receipt[receipt]])
            for receipt in (Receipt.LATE, Receipt.MISSING)
        )
        said = [f"Received late: {late or 'none'}.", f"Not received: {missing or 'none'}."]
        return " ".join(said)

    @property
    def restated(self) -> Sequence[RestatedRow]:
        """Every figure of the year that was put right."""
        return restated_rows(self.facts.measures, self._locality_names, self.facts.quarter)

    @property
    def in_short(self) -> Sequence[str]:
        """What the sections after this one say, a line each."""
        lines = [self.milestone_words, self.measure_words, self.slippage.account]
        if self.changes is not None and self.changes.against:
            lines.append(f"Since {self.changes.since}: {self.changes.in_short}")
        if self.facts.risks is not None:
            risks = sum(risk.closed_on is None for risk in self.facts.risks.rows)
            noun = words.sentence(words.count(risks, "risk is", "risks are"))
            lines.append(f"{noun} escalated to the {self.facts.prepared_for}.")
        return [*lines, self.return_words] if self.facts.localities else lines

    @property
    def return_rows(self) -> Sequence[ReturnRow]:
        return [self._return_row(each) for each in self.facts.localities]

    def _return_row(self, locality: Locality) -> ReturnRow:
        own = self.facts.returns.get(locality.slug)
        received = figures.receipt(own, self.facts.due_at)
        return ReturnRow(
            locality=locality.name,
            anchor=locality_anchor(locality.slug),
            receipt=received.value,
            words=words.sentence(return_state(own)),
        )

    # The heat map

    @cached_property
    def _states_by_place(self) -> Mapping[tuple[str, int], list[MilestoneState]]:
        found: dict[tuple[str, int], list[MilestoneState]] = defaultdict(list)
        for state in self.states:
            found[state.milestone.locality, state.milestone.outcome].append(state)
        return found

    @property
    def heat_rows(self) -> Sequence[HeatRow]:
        return [
            HeatRow(
                name=each.name,
                anchor=locality_anchor(each.slug),
                cluster=each.cluster,
                cells=[self._heat_cell(each, outcome) for outcome in self.facts.outcomes],
            )
            for each in self.facts.localities
        ]

    def _heat_cell(self, locality: Locality, outcome: Outcome) -> HeatCell:
        states = self._states_by_place[locality.slug, outcome.pk]
        rating = figures.outcome_rating(states)
        word = "Nothing planned" if rating is None else label(rating)
        movement = heat_movement(figures.outcome_rating_before(states), rating)
        return HeatCell(
            anchor=locality_anchor(locality.slug),
            rating_class="none" if rating is None else rating or "unknown",
            word=word,
            movement=movement if self.has_before else "",
            name=f"{locality.name}, {self.outcome_name(outcome)}: "
            + _joined(word, _spoken(movement) if self.has_before else ""),
        )

    @property
    def heat_words(self) -> str:
        """How many cells moved since last quarter, and which way."""
        if not self.has_before:
            return ""
        moves = [cell.movement for row in self.heat_rows for cell in row.cells]
        worse, better = (sum(each.startswith(a) for each in moves) for a in (WORSE, BETTER))
        moved = f"{worse or 'none'} got worse and {better or 'none'} better"
        return f"Since {self.previous_period}, {moved}."

    # What slips, and what is to come

    @cached_property
    def slippage(self) -> SlippageView:
        return slippage_view(self.states, self.row)

    @cached_property
    def forward(self) -> Sequence[QuarterToCome] | None:
        """The two quarters to come; None of a snapshot frozen before packs told of them."""
        if self.facts.forward is None:
            return None
        risks = self.facts.risks.rows if self.facts.risks else ()
        places = self.localities_by_slug
        look = Look(self.facts.quarter, self.states, risks, self.row, places)
        return quarters_to_come(self.facts.forward, look)

    # What changed

    @cached_property
    def changes(self) -> ChangesView | None:
        """Since the pack before; None of a snapshot frozen before packs said so."""
        if self.facts.changes is None:
            return None
        return changes_view(
            self.facts.changes,
            period=self.short_period,
            previous=self.previous_period,
            places=self.localities_by_slug,
        )

    # Exceptions

    @cached_property
    def exceptions(self) -> Sequence[RowGroup]:
        found = figures.exceptions(self.states)
        by_rating = {
            rating: [self.row(state) for state in found if state.rating == rating]
            for rating in (Rating.OFF_TRACK, Rating.AT_RISK)
        }
        return [RowGroup(label(rating), rows) for rating, rows in by_rating.items()]

    @property
    def overdue_unreported(self) -> Sequence[MilestoneRow]:
        found = figures.unreported_and_overdue(self.states, self.facts.quarter)
        return [self.row(state) for state in found]

    @cached_property
    def disagreements(self) -> Sequence[DisagreementRow]:
        found = figures.disagreements(self.states, self.facts.quarter)
        return [self._disagreement(state) for state in found]

    def _disagreement(self, state: MilestoneState) -> DisagreementRow:
        report = state.report
        if report is None:
            raise ValueError(f"Nothing was reported of milestone {state.milestone.pk}")
        row = self.row(state)
        return DisagreementRow(
            title=row.title,
            locality=row.locality,
            locality_anchor=row.locality_anchor,
            outcome=row.outcome,
            given=chip(report.rating),
            own=chip(report.own) if report.own else NO_WORDS,
            moderated=chip(report.moderated) if report.moderated else NO_WORDS,
            own_reasons=report.own_reasons,
            explanation=paragraphs(report.explanation),
            moderation_reason=paragraphs(report.moderation_reason),
        )

    @property
    def measures_behind(self) -> Sequence[MeasureRow]:
        """The furthest behind first."""
        behind = [each for each in self.national if each.judgement.is_behind]
        in_order = sorted(behind, key=lambda each: -each.judgement.excess)
        return [measure_row(each) for each in in_order]

    # Risks

    @property
    def shows_risks(self) -> bool:
        """Whether the snapshot was frozen since packs show risks."""
        return self.facts.risks is not None

    @property
    def risks(self) -> Sequence[RiskRow]:
        if self.facts.risks is None:
            return []
        places = frozenset(self.localities_by_slug)
        return risk_rows(self.facts.risks, places=places, outcome_name=self._name_of_outcome)

    def _name_of_outcome(self, pk: int) -> str:
        """Its name; "" of an outcome that the pack does not hold."""
        outcome = self.outcomes_by_pk.get(pk)
        return self.outcome_name(outcome) if outcome else ""

    @property
    def risks_on(self) -> str:
        return words.day(self.facts.risks.on) if self.facts.risks else ""

    @property
    def risks_since(self) -> str:
        return words.day(self.facts.risks.since) if self.facts.risks else ""

    # Matters arising

    @property
    def shows_questions(self) -> bool:
        """Whether the snapshot was frozen since packs hold questions."""
        return self.facts.questions is not None

    @property
    def questions(self) -> Sequence[QuestionRow]:
        return question_rows(
            self.facts.questions or (),
            places=frozenset(self.localities_by_slug),
            outcomes={pk: self._name_of_outcome(pk) for pk in self.outcomes_by_pk},
        )

    @cached_property
    def decisions(self) -> DecisionsView | None:
        return decisions_view(self.facts.decisions, frozenset(self.localities_by_slug))

    # From the records; None of a snapshot frozen before packs told of them

    @cached_property
    def finance(self) -> FinanceView | None:
        return finance_view(self.facts)

    @cached_property
    def coverage(self) -> CoverageView | None:
        return coverage_view(self.facts)

    @cached_property
    def stages(self) -> StagesView | None:
        return stages_view(self.facts)

    @cached_property
    def activity(self) -> ActivityView | None:
        return activity_view(self.facts)

    @cached_property
    def sight(self) -> Sequence[HolderGroup] | None:
        return sight_groups(self.facts, self.states, self._name_of_outcome)

    # Outcomes and localities

    @cached_property
    def outcomes(self) -> Sequence[OutcomeView]:
        return [self._outcome(each) for each in self.facts.outcomes]

    def _outcome(self, outcome: Outcome) -> OutcomeView:
        states = [each for each in self.states if each.milestone.outcome == outcome.pk]
        measures = [each for each in self.national if each.measure.outcome == outcome.pk]
        return OutcomeView(
            level=self._level_of(outcome),
            group=self._group_of(outcome),
            anchor=outcome_anchor(outcome.pk),
            number=outcome.number,
            plan=self.plan_of(outcome),
            heading=self._outcome_heading(outcome),
            title=outcome.title,
            text=paragraphs(outcome.text),
            commentary=paragraphs(outcome.commentary),
            counts=count_words(states),
            charts=[measure_chart(each, self._locality_names) for each in measures],
            places=place_tables(
                [each.measure for each in measures], self.facts.localities, self.facts.quarter
            ),
            groups=self._groups(states, REPORTED_IN_FULL),
            listed=self._groups(states, self._listed_standings),
            listed_caption=self._listed_caption(outcome),
        )

    @property
    def tells_by_locality(self) -> bool:
        """Whether each locality's own words stand in the pack, so that others lead there."""
        return not self.facts.chosen or "localities" in self.facts.chosen

    @property
    def _listed_standings(self) -> Sequence[Standing]:
        """What is listed without words: all of it where the localities' own pages have them."""
        return [*REPORTED_IN_FULL, *LISTED_BRIEFLY] if self.tells_by_locality else LISTED_BRIEFLY

    def _listed_caption(self, outcome: Outcome) -> str:
        level = self._level_of(outcome)
        if not self.tells_by_locality:
            return f"Other milestones of the {level}"
        return f"Milestones of the {level}; what was reported of each is under its locality"

    def _groups(
        self, states: Iterable[MilestoneState], standings: Sequence[Standing]
    ) -> Sequence[RowGroup]:
        found: dict[Standing, list[MilestoneState]] = defaultdict(list)
        for state in states:
            found[state.standing].append(state)
        return [
            RowGroup(
                f"{standing.value} ({len(found[standing])})",
                [self.row(state) for state in figures.worst_first(found[standing])],
            )
            for standing in standings
            if found[standing]
        ]

    @cached_property
    def localities(self) -> Sequence[LocalityView]:
        return [self._locality(each) for each in self.facts.localities]

    def _locality(self, locality: Locality) -> LocalityView:
        own = self.facts.returns.get(locality.slug)
        states = [each for each in self.states if each.milestone.locality == locality.slug]
        return LocalityView(
            anchor=locality_anchor(locality.slug),
            name=locality.name,
            cluster=locality.cluster,
            posts=locality.posts,
            returned=words.sentence(return_state(own)),
            counts=count_words(states),
            overview=paragraphs(own.overview) if own else NO_WORDS,
            is_reported=own is not None and own.counts,
            groups=self._groups_by_outcome(states),
            measures=[
                self._own_measure(each, locality)
                for each in self.facts.measures
                if not each.is_national
            ],
        )

    def _groups_by_outcome(self, states: Sequence[MilestoneState]) -> Sequence[RowGroup]:
        groups = [
            (outcome, [self.row(s) for s in states if s.milestone.outcome == outcome.pk])
            for outcome in self.facts.outcomes
        ]
        return [RowGroup(self._outcome_heading(outcome), rows) for outcome, rows in groups if rows]

    def _own_measure(self, measure: Measure, locality: Locality) -> MeasureRow:
        own = figures.measure_figures(measure, self.facts.quarter, (locality.slug,))
        said = [
            each
            for each in measure.reports
            if each.locality == locality.slug and each.quarter == self.facts.quarter
        ]
        notes = [note for each in said for note in (each.not_available_reason, each.comment)]
        put_right = restated_lines(
            [each for each in measure.reports if each.locality == locality.slug], measure
        )
        return whole_measure_row(own, notes=paragraphs("\n".join([*notes, *put_right])))

    # A year, a department

    @cached_property
    def review(self) -> ReviewView | None:
        names = {each.pk: words.sentence(self.outcome_name(each)) for each in self.facts.outcomes}
        return review_view(self.facts, names)

    @cached_property
    def statement(self) -> StatementView | None:
        return statement_view(self.facts)

    # Definitions

    @property
    def definitions(self) -> Sequence[Definition]:
        unknown = "The locality’s return was not accepted, or said nothing of the milestone."
        known = [Definition(chip(rating), DEFINITIONS[rating]) for rating in Rating.values]
        return [*known, Definition(chip(""), unknown)]


def read_view(snapshot: Mapping[str, Any]) -> PackView:
    """What the templates show of ``snapshot``."""
    return PackView(facts=read_pack(snapshot), digest=digest(canonical_bytes(snapshot)))
