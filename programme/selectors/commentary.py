"""What the national team says of each outcome in a quarter."""

from collections.abc import Iterable
from dataclasses import dataclass

from csplan.core.models import ReportingPeriod
from programme.choices import PlanState, ReturnState
from programme.models import Outcome, OutcomeCommentary


@dataclass(frozen=True, slots=True)
class CommentaryLine:
    """An outcome, and what is said of it so far."""

    outcome: Outcome
    commentary: OutcomeCommentary | None

    @property
    def words(self) -> str:
        return self.commentary.words if self.commentary else ""


def is_published(period: ReportingPeriod) -> bool:
    """Whether a published pack holds any of the quarter's returns."""
    return period.returns.filter(state=ReturnState.PUBLISHED).exists()


def commentary_lines(period: ReportingPeriod) -> list[CommentaryLine]:
    """The outcomes of the plans that cover the quarter, in the plans' order. Two queries."""
    written = OutcomeCommentary.objects.filter(period=period).select_related("updated_by")
    by_outcome = {each.outcome_id: each for each in written}
    return [CommentaryLine(each, by_outcome.get(each.pk)) for each in _outcomes(period)]


def find_outcome(period: ReportingPeriod, pk: int) -> Outcome | None:
    return next((each for each in _outcomes(period) if each.pk == pk), None)


def find_commentary(outcome: Outcome, period: ReportingPeriod) -> OutcomeCommentary:
    """What is stored, or a blank that is not stored yet."""
    found = OutcomeCommentary.objects.filter(outcome=outcome, period=period)
    stored = found.select_related("updated_by").first()
    return stored or OutcomeCommentary(outcome=outcome, period=period)


def _outcomes(period: ReportingPeriod) -> Iterable[Outcome]:
    year = period.year.start_year
    return (
        Outcome.objects.filter(plan__first_year__lte=year, plan__last_year__gte=year)
        .exclude(plan__state=PlanState.DRAFT)
        .select_related("plan")
        .order_by("plan__first_year", "plan__title", "plan", "order")
    )
