"""A pack as its templates show it: its cover, and the view of each of its sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reporting.choices import PackKind
from reporting.document import words
from reporting.document.activity.view import ActivityView, activity_view
from reporting.document.changes.view import ChangesView, changes_view
from reporting.document.coverage.view import CoverageView, coverage_view
from reporting.document.decisions.view import DecisionsView, decisions_view
from reporting.document.definitions.view import Definition, definitions
from reporting.document.disagreements.view import DisagreementRow, disagreement_rows
from reporting.document.exceptions.view import ExceptionsView, exceptions_view
from reporting.document.facts import read_pack
from reporting.document.finance.view import FinanceView, finance_view
from reporting.document.forward.view import QuarterToCome, quarters_to_come
from reporting.document.heat_map.view import HeatMapView, heat_map_view
from reporting.document.localities.view import LocalityView, locality_views
from reporting.document.outcomes.view import OutcomeView, outcome_views
from reporting.document.questions.view import QuestionRow, question_rows
from reporting.document.reckoned import Reckoned
from reporting.document.returns.view import ReturnsView, returns_view
from reporting.document.review.view import ReviewView, review_view
from reporting.document.risks.view import RisksView, risks_view
from reporting.document.sight.view import HolderGroup, sight_groups
from reporting.document.slippage.view import SlippageView, slippage_view
from reporting.document.snapshot import canonical_bytes, digest
from reporting.document.stages.view import StagesView, stages_view
from reporting.document.statement.view import StatementView, statement_view
from reporting.document.summary.view import SummaryView, summary_view
from reporting.rules import LAST_QUARTER

TITLES: Mapping[str, str] = {
    PackKind.DEPARTMENT: "Funding statement",
    PackKind.YEAR_END: "Year-end report",
}
TITLE = "Quarterly monitoring report"
"""Of every kind that has no title of its own."""

MARKING = "OFFICIAL"


@dataclass(frozen=True)
class PackView(Reckoned):
    """Everything the templates show, computed on first use.

    A section of which the snapshot knows nothing, because it was frozen before packs had it or
    is of a kind without, is None.
    """

    digest: str
    marking: str = MARKING

    # The cover

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
    def period(self) -> str:
        """The quarter; of a pack about a year that has not ended, up to which it goes."""
        quarter = self.facts.quarter
        if self.facts.about.kind != PackKind.YEAR_END:
            return quarter.label
        if quarter.number == LAST_QUARTER:
            return quarter.year.label
        return f"{quarter.year.label} so far, to {quarter.label}"

    @property
    def edition(self) -> str:
        """Its number, and that of the build: the label beside it names it an edition."""
        return f"{self.facts.edition}, build {self.facts.build}"

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

    # The sections

    @cached_property
    def summary(self) -> SummaryView:
        return summary_view(
            self, slippage=self.slippage, changes=self.changes, returns=self.returns
        )

    @cached_property
    def heat_map(self) -> HeatMapView:
        return heat_map_view(self)

    @cached_property
    def changes(self) -> ChangesView | None:
        return changes_view(self)

    @cached_property
    def exceptions(self) -> ExceptionsView:
        return exceptions_view(self)

    @cached_property
    def slippage(self) -> SlippageView:
        return slippage_view(self)

    @cached_property
    def risks(self) -> RisksView | None:
        return risks_view(self)

    @cached_property
    def disagreements(self) -> Sequence[DisagreementRow]:
        return disagreement_rows(self)

    @cached_property
    def outcomes(self) -> Sequence[OutcomeView]:
        return outcome_views(self)

    @cached_property
    def finance(self) -> FinanceView | None:
        return finance_view(self)

    @cached_property
    def coverage(self) -> CoverageView | None:
        return coverage_view(self)

    @cached_property
    def stages(self) -> StagesView | None:
        return stages_view(self)

    @cached_property
    def localities(self) -> Sequence[LocalityView]:
        return locality_views(self)

    @cached_property
    def activity(self) -> ActivityView | None:
        return activity_view(self)

    @cached_property
    def sight(self) -> Sequence[HolderGroup] | None:
        return sight_groups(self)

    @cached_property
    def forward(self) -> Sequence[QuarterToCome] | None:
        return quarters_to_come(self)

    @cached_property
    def questions(self) -> Sequence[QuestionRow] | None:
        return question_rows(self)

    @cached_property
    def decisions(self) -> DecisionsView | None:
        return decisions_view(self)

    @cached_property
    def statement(self) -> StatementView | None:
        return statement_view(self)

    @cached_property
    def review(self) -> ReviewView | None:
        return review_view(self)

    @cached_property
    def returns(self) -> ReturnsView:
        return returns_view(self)

    @property
    def definitions(self) -> Sequence[Definition]:
        return definitions()


def read_view(snapshot: Mapping[str, Any]) -> PackView:
    """What the templates show of ``snapshot``."""
    return PackView(facts=read_pack(snapshot), digest=digest(canonical_bytes(snapshot)))
