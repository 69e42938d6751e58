"""Risks as they stood on a day, and how they moved."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from csplan.accounts.actors import Actor
from programme.choices_engagement import Likelihood, RiskImpact
from programme.models import BusinessPlan, Risk, RiskAssessment, RiskEscalation
from programme.rules.risks import level_of, movement, movement_words, score_words

Risks = QuerySet[Any]
"""Risks that may carry more than their columns: what a day adds to them."""


def with_score_before(risks: Risks, day: dt.date) -> Risks:
    """``risks`` with ``score_before``, the score at the end of ``day``, if there was one yet."""
    found: Risks = risks.annotate(score_before=_latest(day, F("likelihood") * F("impact")))
    return found


def as_on(risks: Risks, day: dt.date) -> Risks:
    """``risks`` with ``likelihood_then`` and ``impact_then``, as judged by the end of ``day``."""
    found: Risks = risks.annotate(
        likelihood_then=_latest(day, F("likelihood")), impact_then=_latest(day, F("impact"))
    )
    return found


def escalated_on(risks: Risks, day: dt.date) -> Risks:
    """Those that stood escalated at the end of ``day``, with ``escalated_because``."""
    moves = RiskEscalation.objects.filter(risk=OuterRef("pk"), moved_on__lte=day).order_by(
        "-moved_on", "-pk"
    )
    latest = Subquery(moves.values("pk")[:1])
    risen = RiskEscalation.objects.filter(pk=OuterRef("last_move"), is_escalated=True)
    found: Risks = risks.annotate(
        last_move=latest, escalated_because=Subquery(moves.values("reason")[:1])
    ).filter(Exists(risen))
    return found


def _latest(day: dt.date, what: Any) -> Subquery:
    rows = RiskAssessment.objects.filter(risk=OuterRef("pk"), assessed_on__lte=day)
    latest = rows.order_by("-assessed_on", "-pk").annotate(wanted=what)
    return Subquery(latest.values("wanted")[:1], output_field=IntegerField(null=True))


def moved(risk: Any) -> str:
    """Today's movement of a risk that carries ``score_before``, in words."""
    step = movement(before=risk.score_before, now=risk.score, is_closed=risk.is_closed)
    return movement_words(step, risk.score_before)


# The matrix


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many risks were judged so likely and so grave."""

    likelihood: int
    impact: int
    count: int

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def level(self) -> str:
        return level_of(self.score)

    @property
    def level_words(self) -> str:
        """ "16, very high" """
        return f"{self.score}, {level_of(self.score).label.lower()}"

    @property
    def impact_label(self) -> str:
        return RiskImpact(self.impact).label

    @property
    def words(self) -> str:
        return score_words(self.likelihood, self.impact)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    likelihood: str
    cells: Sequence[MatrixCell]


def risks_of_the_day(actor: Actor, day: dt.date, plan: BusinessPlan | None) -> Risks:
    """The risks open on ``day`` that the actor may read, as they were judged then."""
    risks = as_on(Risk.objects.visible_to(actor).open_on(day), day)
    return risks if plan is None else risks.filter(plan=plan)


def matrix(risks: Risks) -> list[MatrixRow]:
    """Risks ``as_on`` a day counted by likelihood, the highest first, and impact. One query."""
    rows = (
        risks.order_by()
        .values_list("likelihood_then", "impact_then")
        .annotate(count=Count("pk", distinct=True))
    )
    counts = {(likelihood, impact): count for likelihood, impact, count in rows}
    return [
        MatrixRow(
            likelihood=Likelihood(chance).label,
            cells=[
                MatrixCell(chance, harm, counts.get((chance, harm), 0))
                for harm in RiskImpact.values
            ],
        )
        for chance in sorted(Likelihood.values, reverse=True)
    ]


def in_cell(risks: Risks, cell: tuple[int, int] | None) -> Risks:
    """Risks ``as_on`` a day, of one cell or of all, the worst first."""
    if cell is not None:
        risks = risks.filter(likelihood_then=cell[0], impact_then=cell[1])
    return risks.select_related("plan", "locality").order_by(
        -(F("likelihood_then") * F("impact_then")), "title", "pk"
    )


# What waits, and what is published


def reviews_overdue(actor: Actor, day: dt.date) -> QuerySet[Risk]:
    """Open risks that the actor keeps and whose review is past, the longest first."""
    overdue = Risk.objects.kept_by(actor).overdue_for_review(day)
    return overdue.select_related("locality", "plan").order_by("review_on", "pk")


def escalated_in_packs(
    plans: Iterable[BusinessPlan], *, day: dt.date, since: dt.date
) -> list[Risk]:
    """What a pack shows of ``day``: escalated risks still open, or closed after ``since``.

    Each carries ``likelihood_then``, ``impact_then``, ``score_before`` of ``since`` and
    ``escalated_because``. In the order they are read: the worst first.
    """
    there: Risks = Risk.objects.filter(plan__in=plans, raised_on__lte=day)
    risks = there.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=since))
    risks = with_score_before(as_on(escalated_on(risks, day), day), since)
    loaded = risks.select_related("plan", "outcome", "locality")
    return list(
        loaded.order_by(-(F("likelihood_then") * F("impact_then")), "plan__title", "title", "pk")
    )


def story(risk: Risk) -> Mapping[str, Any]:
    """A risk's assessments and escalations, the latest first. Two queries."""
    return {
        "assessments": list(risk.assessments.select_related("by").order_by("-assessed_on", "-pk")),
        "escalations": list(risk.escalations.select_related("by").order_by("-moved_on", "-pk")),
    }
