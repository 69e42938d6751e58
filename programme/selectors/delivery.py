"""Reads over the record of delivery, for its pages."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.core.money import pounds
from csplan.core.periods import FinancialYear, Quarter
from localities.choices import LOCALITY_ORDER
from localities.models import FundingContribution, Locality
from programme.choices import Unit
from programme.choices_delivery import SavingState, VisitState
from programme.models import (
    CaseStudy,
    Event,
    Interchange,
    Outcome,
    Redeployment,
    Saving,
    Visit,
    VisitStandard,
)
from programme.permissions.delivery import reads_every_locality
from programme.rules.delivery import (
    LIKELY_WITHIN,
    VisitInterval,
    visit_interval,
)
from programme.rules.measures import figure_words


def readable_localities(actor: Actor) -> QuerySet[Locality]:
    """The localities whose record ``actor`` may read."""
    if reads_every_locality(actor):
        return Locality.objects.all()
    return Locality.objects.filter(
        Q(pk__in=actor.locality_ids(Role.COORDINATOR, Role.SRO))
        | Q(cluster__in=actor.cluster_ids(Role.ASSISTANT))
    )


def own_localities(actor: Actor) -> QuerySet[Locality]:
    """The localities ``actor`` may log for."""
    return Locality.objects.filter(
        Q(pk__in=actor.locality_ids(Role.COORDINATOR))
        | Q(cluster__in=actor.cluster_ids(Role.ASSISTANT))
    )


def outcomes_on(day: dt.date) -> QuerySet[Outcome]:
    """The outcomes of the plans that cover ``day``."""
    year = FinancialYear.containing(day).start_year
    covering = Outcome.objects.filter(plan__first_year__lte=year, plan__last_year__gte=year)
    return covering.select_related("plan").order_by("plan", "order")


def outcome_then(outcome: Outcome, day: dt.date) -> Outcome | None:
    """The outcome of the plan that covers ``day``: itself, what it comes from or what it became.

    Where the plans do not say that, the only one with its title. None when there is none, though
    there is a plan; itself when no plan covers the day.
    """
    year = FinancialYear.containing(day).start_year
    if outcome.plan.first_year <= year <= outcome.plan.last_year:
        return outcome
    related = Q(precedents__earlier=outcome) | Q(successions__later=outcome)
    for which in (related, Q(title=outcome.title)):
        found = outcomes_on(day).filter(which).distinct()[:2]
        if len(found) == 1:
            return found[0]
    return None if outcomes_on(day).exists() else outcome


@dataclass(frozen=True, slots=True)
class SavingsLine:
    """One locality's savings of a year, in pence; refused and withdrawn ones are left out."""

    locality: str
    locality_slug: str
    claimed: int
    validated: int
    cashable: int
    cashable_validated: int
    recurring: int

    @property
    def waiting(self) -> int:
        return self.claimed - self.validated


@dataclass(frozen=True, slots=True)
class SavingsStatement:
    """The savings of a year against what the departments contribute to it, in pence."""

    year: FinancialYear
    contributions: int
    lines: tuple[SavingsLine, ...]

    @property
    def claimed(self) -> int:
        return sum(line.claimed for line in self.lines)

    @property
    def validated(self) -> int:
        return sum(line.validated for line in self.lines)

    @property
    def cashable(self) -> int:
        return sum(line.cashable for line in self.lines)

    @property
    def cashable_validated(self) -> int:
        return sum(line.cashable_validated for line in self.lines)

    @property
    def recurring(self) -> int:
        return sum(line.recurring for line in self.lines)

    @property
    def waiting(self) -> int:
        return self.claimed - self.validated

    @property
    def outstanding(self) -> int:
        """What is still to be validated before savings equal the contributions."""
        return max(self.contributions - self.validated, 0)


def savings_statement(year: FinancialYear, actor: Actor) -> SavingsStatement:
    """The year's savings by locality, as far as ``actor`` may read them. Two queries."""
    validated = Q(state=SavingState.VALIDATED)
    rows = (
        Saving.objects.claimed()
        .visible_to(actor)
        .counted_between(year.starts_on, year.ends_on)
        .order_by(*LOCALITY_ORDER)
        .values_list("locality__name", "locality__slug")
        .annotate(
            claimed=Sum("amount_pence", default=0),
            validated=Sum("amount_pence", filter=validated, default=0),
            cashable=Sum("amount_pence", filter=Q(is_cashable=True), default=0),
            cashable_validated=Sum(
                "amount_pence", filter=validated & Q(is_cashable=True), default=0
            ),
            recurring=Sum("amount_pence", filter=Q(recurrence="recurring"), default=0),
        )
    )
    contributions = FundingContribution.objects.filter(year_start=year.start_year).aggregate(
        total=Sum("amount_pence", default=0)
    )
    return SavingsStatement(
        year=year,
        contributions=contributions["total"],
        lines=tuple(SavingsLine(*row) for row in rows),
    )


def savings_alike(saving: Saving) -> list[Saving]:
    """Claims that stand, in the same locality, that look like ``saving``. One query."""
    alike = Saving.objects.claimed().filter(
        locality=saving.locality_id, likeness=saving.own_likeness()
    )
    return list(alike.exclude(pk=saving.pk).select_related("logged_by").order_by("occurrence"))


def claims_like_elsewhere(saving: Saving) -> QuerySet[Saving]:
    """Claims of other localities that look like ``saving`` and may be the same money."""
    near = (saving.agreed_on - LIKELY_WITHIN, saving.agreed_on + LIKELY_WITHIN)
    return (
        Saving.objects.claimed()
        .filter(likeness=saving.likeness, agreed_on__range=near)
        .exclude(locality=saving.locality_id)
        .select_related("locality", "logged_by")
    )


def standard_of(year: FinancialYear) -> VisitStandard | None:
    """The standard for visits in force in ``year``. One query."""
    return (
        VisitStandard.objects.filter(year_start__lte=year.start_year)
        .select_related("measure")
        .first()
    )


def visits_interval(
    standard: VisitStandard, *, year: FinancialYear, localities: Iterable[int] | None = None
) -> VisitInterval:
    """How often visits took place in ``year``, across ``localities`` or all. One query."""
    done = Visit.objects.done().filter(visit_on__range=(year.starts_on, year.ends_on))
    if localities is not None:
        done = done.filter(locality__in=localities)
    days = done.values_list("visit_on", flat=True)
    return visit_interval((day for day in days if day), standard_days=standard.interval_days)


@dataclass(frozen=True, slots=True)
class KindLine:
    """How many records of one kind a quarter has, and what they come to."""

    kind: str
    count: int
    words: str


def kind_lines(
    actor: Actor, quarter: Quarter, *, locality: Locality | None = None
) -> tuple[KindLine, ...]:
    """What the record holds of ``quarter``, kind by kind. Six queries."""

    def of(model: Any, **totals: Any) -> dict[str, Any]:
        records = model.objects.standing().visible_to(actor).in_quarter(quarter)
        if locality is not None:
            records = records.filter(locality=locality.pk)
        found: dict[str, Any] = records.order_by().aggregate(count=Count("pk"), **totals)
        return found

    events = of(
        Event, people=Sum("attendance", default=0), days=Sum("volunteering_days", default=0)
    )
    savings = of(
        Saving,
        pence=Sum("amount_pence", filter=~Q(state=SavingState.REFUSED), default=0),
        waiting=Count("pk", filter=Q(state=SavingState.CLAIMED)),
    )
    visits = of(Visit, done=Count("pk", filter=Q(state=VisitState.DONE)))
    moved = of(Redeployment, people=Sum("people_count", default=0))
    days = figure_words(Decimal(events["days"]), Unit.DAYS)
    people = figure_words(Decimal(events["people"]), Unit.PEOPLE)
    claimed = pounds(savings["pence"])
    return (
        KindLine("events", events["count"], f"{people}, {days} of volunteering"),
        KindLine("savings", savings["count"], f"{claimed}, {savings['waiting']} to be validated"),
        KindLine("visits", visits["count"], f"{visits['done']} took place"),
        KindLine("case-studies", of(CaseStudy)["count"], ""),
        KindLine(
            "redeployments", moved["count"], figure_words(Decimal(moved["people"]), Unit.PEOPLE)
        ),
        KindLine("interchanges", of(Interchange)["count"], ""),
    )


def waiting_savings(actor: Actor) -> tuple[int, int]:
    """How many claims wait to be validated by ``actor``, and their pence. One query."""
    waiting = Saving.objects.waiting().visible_to(actor).exclude(logged_by=actor.person)
    totals = waiting.aggregate(count=Count("pk"), pence=Sum("amount_pence", default=0))
    return totals["count"], totals["pence"]
